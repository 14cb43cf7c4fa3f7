import { app } from '@azure/functions';
import { answerAlways } from '../shared/http/never-silent.ts';
import { register } from '../shared/http/register.ts';
import { registerUnmatched } from '../shared/http/unmatched.ts';
import { closeDependencies, dependencies, gateway } from './dependencies.ts';
import { endpoints } from './http/all.ts';
import { invocationLogger } from './invocation-logger.ts';
import { timerJobs } from './timers/all.ts';
import { registerTimers } from './timers/register-timers.ts';

// Nothing here may do I/O or fail for want of a setting: the host would show an app without functions.
app.setup({ enableHttpStream: process.env['HTTP_STREAMING'] !== 'false' });
answerAlways(invocationLogger);
app.hook.appTerminate(closeDependencies);

const wiring = { dependencies, gateway, loggerFor: invocationLogger };
for (const record of endpoints) register(record, wiring);
registerUnmatched(endpoints, wiring);
registerTimers(timerJobs);
