// An app whose every function does one known thing, so that a suite can see from outside how the host runs it.
import { app } from '@azure/functions';
import { isStreaming } from './mode.ts';
import './hooks.ts';
import './answers.ts';
import './routes.ts';
import './streams.ts';
import './timers.ts';

app.setup({ enableHttpStream: isStreaming });
