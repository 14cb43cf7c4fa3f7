import type { Endpoint } from '../../shared/http/endpoint.ts';
import { candidateEndpoints } from './candidates.ts';
import { checklistEndpoints } from './checklists.ts';
import { documentationEndpoints } from './documentation.ts';
import { engagementEndpoints } from './engagements.ts';
import { eventEndpoints } from './events.ts';
import { outboxEndpoints } from './outbox.ts';
import { platformEndpoints } from './platform.ts';
import { problemEndpoints } from './problems.ts';
import { proposalEndpoints } from './proposals.ts';
import { pursuitEndpoints } from './pursuits.ts';
import { signalEndpoints } from './signals.ts';
import { slaEndpoints } from './sla.ts';
import { workstreamEndpoints } from './workstream.ts';

/** Every HTTP endpoint of the product. */
export const endpoints: readonly Endpoint[] = [
  ...signalEndpoints,
  ...candidateEndpoints,
  ...pursuitEndpoints,
  ...checklistEndpoints,
  ...proposalEndpoints,
  ...engagementEndpoints,
  ...workstreamEndpoints,
  ...slaEndpoints,
  ...eventEndpoints,
  ...outboxEndpoints,
  ...platformEndpoints(() => endpoints),
  ...documentationEndpoints,
  ...problemEndpoints,
];
