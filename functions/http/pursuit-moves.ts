import type { Principal } from '../../shared/auth/principal.ts';
import type { TenantSession } from '../../shared/db/session.ts';
import type { Reply } from '../../shared/http/endpoint-record.ts';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { idParams } from '../../shared/http/schemas.ts';
import type { Move } from '../../shared/workstream/pursuits/move.ts';
import { transitionPursuits } from '../../shared/workstream/pursuits/transition-pursuits.ts';
import { single } from '../../shared/workstream/records/outcome.ts';
import { closeMove, lostMove, pursuitSchema, stageMove, submitMove } from './schemas/pursuit.ts';

const common = {
  method: 'POST',
  tag: 'Pursuits',
  access: 'write',
  role: 'member',
  ifMatch: 'optional',
  params: idParams,
  responses: { 200: { description: 'The pursuit as it is now.', schema: pursuitSchema } },
  errors: ['not_found', 'invalid_transition', 'gate_blocked', 'forbidden', 'stale_etag'],
} as const;

async function move(session: TenantSession, { roles }: Principal, asked: Move): Promise<Reply> {
  const pursuit = single(await transitionPursuits(session, [asked], roles));
  return { status: 200, body: pursuit, etag: pursuit.version };
}

/** How a pursuit moves on: five calls, one domain function. */
export const pursuitMoves: readonly Endpoint[] = [
  endpoint({
    ...common,
    name: 'pursuits-stage',
    route: 'api/pursuits/{id}/stage',
    summary: 'Move a pursuit to another stage',
    description:
      'qual → pink, no_bid; pink → red, qual, no_bid; red → submit, pink, no_bid; submit → won, lost. Held back by incomplete gates with 409 and `blockers`; a manager may override with a reason. In the preset `default`, pink holds submit, red holds won and lost. In `colour-team`, pink holds red, and pink and red hold submit, with gold above a threshold of `forecastValue`.',
    body: stageMove,
    handler: (session, { params: { id }, body: { stage: to, ...rest }, ifMatch: version }, principal) =>
      move(session, principal, { id, to, version, ...rest }),
  }),
  endpoint({
    ...common,
    name: 'pursuits-submit',
    route: 'api/pursuits/{id}/submit',
    summary: 'Submit a pursuit',
    description:
      'Submits the latest version, or the proposal that the call names, and sends it when it is a draft. The same as `stage: submit`.',
    body: submitMove,
    handler: (session, { params: { id }, body, ifMatch: version }, principal) =>
      move(session, principal, { id, to: 'submit', version, ...body }),
  }),
  endpoint({
    ...common,
    name: 'pursuits-won',
    route: 'api/pursuits/{id}/won',
    summary: 'Close a pursuit as won',
    description: 'Its engagement is made by the event. The same as `stage: won`.',
    body: closeMove,
    handler: (session, { params: { id }, body, ifMatch: version }, principal) =>
      move(session, principal, { id, to: 'won', version, ...body }),
  }),
  endpoint({
    ...common,
    name: 'pursuits-lost',
    route: 'api/pursuits/{id}/lost',
    summary: 'Close a pursuit as lost',
    description: 'With its reason. The same as `stage: lost`.',
    body: lostMove,
    handler: (session, { params: { id }, body: { overrideReason, ...lost }, ifMatch: version }, principal) =>
      move(session, principal, { id, to: 'lost', version, overrideReason, lost }),
  }),
  endpoint({
    ...common,
    name: 'pursuits-no-bid',
    route: 'api/pursuits/{id}/no-bid',
    summary: 'Close a pursuit without a bid',
    description: 'The same as `stage: no_bid`.',
    body: closeMove,
    handler: (session, { params: { id }, body, ifMatch: version }, principal) =>
      move(session, principal, { id, to: 'no_bid', version, ...body }),
  }),
];
