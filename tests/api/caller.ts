import { endpoints } from '../../functions/http/all.ts';
import { checkContract, type ApiResponse } from './contract.ts';

type GivenHeaders = Readonly<Record<string, string>>;

/** Calls the API as one caller. Every answer is checked against the endpoint's own record. */
export interface Caller {
  get<T = unknown>(path: string, headers?: GivenHeaders): Promise<ApiResponse<T>>;
  post<T = unknown>(path: string, body?: unknown, headers?: GivenHeaders): Promise<ApiResponse<T>>;
  put<T = unknown>(path: string, body?: unknown, headers?: GivenHeaders): Promise<ApiResponse<T>>;
  patch<T = unknown>(path: string, body?: unknown, headers?: GivenHeaders): Promise<ApiResponse<T>>;
  delete<T = unknown>(path: string, body?: unknown, headers?: GivenHeaders): Promise<ApiResponse<T>>;
}

/**
 * A caller at `url`. A text or bytes are sent as they are, everything else as JSON; `undefined` sends nothing. `authorization`
 * is asked at each call; a header given with the call wins.
 */
export function callerAt(url: string, authorization: () => Promise<string | null>): Caller {
  const call = async <T>(
    method: string,
    path: string,
    body: unknown,
    headers: GivenHeaders = {},
  ): Promise<ApiResponse<T>> => {
    const token = await authorization();
    const sent = new Headers(token === null ? {} : { authorization: token });
    if (body !== undefined) sent.set('content-type', 'application/json');
    for (const [name, value] of Object.entries(headers)) sent.set(name, value);
    const response = await fetch(url + path, {
      method,
      headers: sent,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: printed(body) }),
    });
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json');
    const answer = {
      status: response.status,
      headers: response.headers,
      body: json ? (JSON.parse(text) as T) : (text as T),
    };
    checkContract(endpoints, method, path, answer);
    return answer;
  };
  return {
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body, headers) => call('PUT', path, body, headers),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    delete: (path, body, headers) => call('DELETE', path, body, headers),
  };
}

function printed(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}
