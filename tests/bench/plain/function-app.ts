/* The yardstick as an Azure Functions app: what the platform's way of a request costs shows beside the same with Fastify. */
import { app } from '@azure/functions';
import { closePool, createSignal, listSignals, movePursuit, readSignal, type NewSignal } from './handlers.ts';

app.setup({ enableHttpStream: true });
app.hook.appTerminate(closePool);
app.http('read', {
  methods: ['GET'],
  route: 'api/signals/{id}',
  handler: async ({ params }) => ({ jsonBody: await readSignal(params['id'] ?? '') }),
});
app.http('list', {
  methods: ['GET'],
  route: 'api/signals',
  handler: async ({ query }) => ({ jsonBody: await listSignals(Number(query.get('limit'))) }),
});
app.http('create', {
  methods: ['POST'],
  route: 'api/signals',
  handler: async (request) => ({ status: 201, jsonBody: await createSignal((await request.json()) as NewSignal) }),
});
app.http('move', {
  methods: ['POST'],
  route: 'api/pursuits/{id}/stage',
  handler: async (request) => {
    const { stage } = (await request.json()) as { stage: string };
    return { jsonBody: await movePursuit(request.params['id'] ?? '', stage) };
  },
});
