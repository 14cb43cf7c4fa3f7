/* The yardstick with Fastify. Tells its parent its address, and ends with it. */
import Fastify from 'fastify';
import { closePool, createSignal, listSignals, movePursuit, readSignal, type NewSignal } from './handlers.ts';

const app = Fastify();
app.get<{ Params: { id: string } }>(
  '/api/signals/:id',
  async ({ params }, reply) => (await readSignal(params.id)) ?? reply.code(404).send({ code: 'not_found' }),
);
app.get<{ Querystring: { limit: string } }>('/api/signals', ({ query }) => listSignals(Number(query.limit)));
app.post<{ Body: NewSignal }>('/api/signals', async ({ body }, reply) =>
  reply.code(201).send(await createSignal(body)),
);
app.post<{ Params: { id: string }; Body: { stage: string } }>('/api/pursuits/:id/stage', ({ params, body }) =>
  movePursuit(params.id, body.stage),
);

const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.once('disconnect', () => void app.close().then(closePool));
process.send?.({ url });
