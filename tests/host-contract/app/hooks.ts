import { writeFileSync } from 'node:fs';
import { app } from '@azure/functions';
import { happened, logged, note } from './record.ts';

app.hook.appStart(() => note(happened, 'appStart'));

// Whoever stops the app can read here, on the same machine, what it did at the end.
app.hook.appTerminate(() => {
  note(happened, 'appTerminate');
  const file = process.env['CONTRACT_END_FILE'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(happened));
});

app.hook.preInvocation((context) => {
  const { functionName } = context.invocationContext;
  context.hookData['from'] = functionName;
  if (functionName === 'hooked') note(happened, 'pre 1');
});
app.hook.preInvocation((context) => {
  if (context.invocationContext.functionName === 'hooked') note(happened, 'pre 2');
});
app.hook.postInvocation((context) => {
  const { functionName } = context.invocationContext;
  if (functionName === 'hooked') note(happened, `post of ${String(context.hookData['from'])}`);
  if (functionName !== 'mended' || !(context.error instanceof Error)) return;
  context.result = { status: 503, body: context.error.message };
  context.error = undefined;
});

app.hook.log((context) => {
  if (context.category !== 'user') return;
  context.message = `[hook] ${context.message}`;
  note(logged, `${context.invocationContext?.functionName ?? ''} ${context.level} ${context.message}`);
});
