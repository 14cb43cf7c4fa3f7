import { describeSilence } from './suite/silence.ts';

describeSilence('rpc');
