import type { Endpoint } from '../../shared/http/endpoint.ts';
import { documentationEndpoints } from './documentation.ts';
import { platformEndpoints } from './platform.ts';

/** Every HTTP endpoint of the product. */
export const endpoints: readonly Endpoint[] = [...platformEndpoints(() => endpoints), ...documentationEndpoints];
