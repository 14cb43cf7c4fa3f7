import type { Endpoint } from '../../shared/http/endpoint.ts';
import { documentationEndpoints } from './documentation.ts';
import { eventEndpoints } from './events.ts';
import { outboxEndpoints } from './outbox.ts';
import { platformEndpoints } from './platform.ts';
import { slaEndpoints } from './sla.ts';

/** Every HTTP endpoint of the product. */
export const endpoints: readonly Endpoint[] = [
  ...slaEndpoints,
  ...eventEndpoints,
  ...outboxEndpoints,
  ...platformEndpoints(() => endpoints),
  ...documentationEndpoints,
];
