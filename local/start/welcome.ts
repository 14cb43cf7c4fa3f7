/** What the program says when it is ready. */
export interface Welcome {
  readonly url: string;
  readonly token: string;
  /** A candidate that can be promoted now; null when there is none. */
  readonly candidateId: number | null;
  readonly data: string;
  readonly embedded: boolean;
}

/** Addresses, three commands to try, where the data lies, how to stop and how to reset. */
export function welcomeText({ url, token, candidateId, data, embedded }: Welcome): string {
  const auth = '-H "Authorization: Bearer $TOKEN"';
  const json = "-H 'Content-Type: application/json'";
  const signal = `'{"sourceType":"email","contactEmail":"ada@example.com","problemPhrase":"quotes take a week","urgencyScore":0.8}'`;
  const candidate = candidateId ?? '1';
  const missing = candidateId === null ? ' (there is no candidate to promote yet; take an id of yours)' : '';
  return `
FlowLedger is running.

  API          ${url}/api          (organisation "demo")
  Swagger UI   ${url}/api/docs
  Data         ${data}
  Stop         Ctrl-C
  Reset        ${embedded ? 'npm run reset (removes the data; the next start makes it anew)' : 'your own database: npm run reset leaves it alone'}

Three commands to try; the token is a manager's and lives 12 hours:

  TOKEN=${token}

  # what needs somebody today
  curl -s '${url}/api/workstream/today?limit=5' ${auth}

  # a new signal
  curl -s -X POST ${url}/api/signals ${auth} ${json} -d ${signal}

  # promote a candidate${missing}
  curl -s -X POST ${url}/api/candidates/${candidate}/promote ${auth}

Other tokens: curl -s -X POST ${url}/.local/token ${json} -d '{"org":"demo","sub":"me","roles":["member"]}'
`;
}
