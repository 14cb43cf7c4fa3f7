// Bodies that are long, and requests that are many.
import { app } from '@azure/functions';

app.http('mirror', { route: 'mirror', methods: ['POST'], handler: (request) => ({ body: request.body }) });
app.http('ignoreBody', { route: 'ignore-body', methods: ['POST'], handler: () => ({ status: 202, body: 'not read' }) });

/** The callers who wait for each other, by the name of their crowd. */
const crowds = new Map<string, { missing: number; readonly whole: PromiseWithResolvers<void> }>();

app.http('crowd', {
  route: 'crowd/{name}/{size:range(1,5000)}',
  methods: ['GET'],
  handler: async ({ params }) => {
    const name = params['name'] ?? '';
    const crowd = crowds.get(name) ?? { missing: Number(params['size']), whole: Promise.withResolvers<void>() };
    crowds.set(name, crowd);
    crowd.missing -= 1;
    if (crowd.missing === 0) {
      crowds.delete(name);
      crowd.whole.resolve();
    }
    await crowd.whole.promise;
    return { body: 'together' };
  },
});
