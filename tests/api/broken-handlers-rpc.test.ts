import { brokenHandlerRules } from './broken-handlers.ts';

brokenHandlerRules('rpc');
