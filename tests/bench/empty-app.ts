/* What an app costs that does nothing: the measure of `npm run bench:coldstart`, and of what the platform takes of a request. */
import { app } from '@azure/functions';

app.setup({ enableHttpStream: true });
app.http('empty', { methods: ['GET'], authLevel: 'anonymous', route: 'healthz', handler: () => ({ body: 'ok' }) });
