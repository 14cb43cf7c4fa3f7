import { describeHostContract } from './suite/host-contract.ts';

describeHostContract('streaming');
