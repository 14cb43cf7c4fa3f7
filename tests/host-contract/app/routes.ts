// Who answers which path, and with which key.
import { app } from '@azure/functions';
import { routeCases } from './route-cases.ts';

for (const { name, template } of routeCases) {
  app.http(name, { route: template, methods: ['GET'], handler: ({ params }) => ({ jsonBody: params }) });
}

const says = (body: string) => () => ({ body });

// Registered against the order of their names.
app.http('orderC', { route: 'order/literal', methods: ['GET'], handler: says('the literal') });
app.http('orderB', { route: 'order/{value}', methods: ['GET'], handler: says('the later one') });
app.http('ordera', { route: 'order/{value}', methods: ['GET', 'PUT'], handler: says('the first by name') });
app.http('methodPost', { route: 'methods', methods: ['POST'], handler: says('post') });
app.http('methodGet', { route: 'methods', methods: ['GET'], handler: says('get') });
app.http('reserved', { route: 'adminonly', methods: ['GET'], handler: says('never') });
app.http('switchedOff', { route: 'off', methods: ['GET'], handler: says('never') });
app.http('fromSetting', { route: '%CONTRACT_ROUTE%/x', methods: ['GET'], handler: says('by setting') });
app.http('lostSetting', { route: '%CONTRACT_ABSENT%/x', methods: ['GET'], handler: says('never') });
app.http('guarded', { route: 'guarded', methods: ['GET'], authLevel: 'function', handler: says('in') });
app.http('locked', { route: 'locked', methods: ['GET'], authLevel: 'admin', handler: says('in') });
