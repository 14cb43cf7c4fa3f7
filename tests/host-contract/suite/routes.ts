import { describe, expect, it } from 'vitest';
import { routeCases } from '../app/route-cases.ts';
import type { Subject } from './subject.ts';

/** Who answers which path. */
export function describeRoutes(subject: () => Subject): void {
  const text = async (path: string, method = 'GET'): Promise<string> => (await subject().call(path, { method })).text();
  const status = async (path: string, method = 'GET'): Promise<number> => {
    const response = await subject().call(path, { method });
    await response.arrayBuffer();
    return response.status;
  };

  describe('a route', () => {
    it.each(routeCases)('$template takes its values, as the handler then sees them', async ({ name, takes }) => {
      for (const [path, params] of Object.entries(takes)) {
        expect([path, await subject().json(`/${name}/${path}`)]).toEqual([path, params]);
      }
    });

    it.each(routeCases.filter(({ refuses }) => refuses.length > 0))(
      '$template refuses everything else with 404',
      async ({ name, refuses }) => {
        for (const path of refuses) expect([path, await status(`/${name}/${path}`)]).toEqual([path, 404]);
      },
    );

    it('belongs to the first function by name, without case; a literal has no precedence', async () => {
      expect(await text('/order/literal')).toBe('the first by name');
    });

    it('that another function has already, for the same method, is not served to the later one', async () => {
      expect(await text('/order/any')).toBe('the first by name');
      expect(await text('/order/any', 'PUT')).toBe('the first by name');
    });

    it('may be shared by methods', async () => {
      expect([await text('/methods'), await text('/methods', 'POST')]).toEqual(['get', 'post']);
    });

    it('matches without case and with a slash at the end', async () => {
      expect(await text('/METHODS/')).toBe('get');
    });

    it('that begins with admin is not served', async () => {
      expect(await status('/adminonly')).not.toBe(200);
    });

    it('holds settings between percent signs; without its setting the function is not served', async () => {
      expect(await text('/configured/x')).toBe('by setting');
      expect(await status('/%25CONTRACT_ABSENT%25/x')).toBe(404);
    });

    it.each([
      ['GET', '/absent'],
      ['GET', '/off'],
      ['DELETE', '/methods'],
      ['HEAD', '/methods'],
      ['OPTIONS', '/methods'],
    ])('that nobody has (%s %s) is an empty 404 with the custom headers', async (method, path) => {
      const response = await subject().call(path, { method });
      expect([response.status, await response.text()]).toEqual([404, '']);
      expect(response.headers.get('x-frame-options')).toBe('DENY');
    });
  });
}
