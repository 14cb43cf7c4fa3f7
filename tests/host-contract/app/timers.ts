// Timers, good and bad, that write down how they were called; `GET timers` tells.
import { app, type InvocationContext, type Timer } from '@azure/functions';
import { note, timerCalls, type TimerCall } from './record.ts';

function begin(timer: Timer, { functionName: name, invocationId, retryContext }: InvocationContext): TimerCall {
  const retryCount = retryContext?.retryCount ?? null;
  const call: TimerCall = { name, invocationId, timer, retryCount, began: Date.now(), ended: null };
  note(timerCalls, call);
  return call;
}

const writeDown = (timer: Timer, context: InvocationContext): void => {
  begin(timer, context).ended = Date.now();
};

app.http('timers', { route: 'timers', methods: ['GET'], handler: () => ({ jsonBody: timerCalls }) });

app.timer('everySecond', { schedule: '%CONTRACT_SCHEDULE%', handler: writeDown });
app.timer('long', {
  schedule: '* * * * * *',
  handler: async (timer, context) => {
    const call = begin(timer, context);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    call.ended = Date.now();
  },
});
app.timer('yearly', { schedule: '0 0 0 1 1 *', handler: writeDown });
app.timer('missed', { schedule: '0 0 0 1 1 *', handler: writeDown });
app.timer('badSchedule', { schedule: '99 * * * * *', handler: writeDown });
app.timer('switchedOffTimer', { schedule: '* * * * * *', handler: writeDown });
app.timer('failing', {
  schedule: '0 0 0 1 1 *',
  retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: 0 },
  handler: (timer, context) => {
    writeDown(timer, context);
    throw new Error('on purpose');
  },
});
