import { describeSilence } from './suite/silence.ts';

describeSilence('streaming');
