import type { Engine, RoundTrips } from '../db/engine.ts';
import { orgSettingsOf, type OrgSettings } from '../db/org-settings.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { expiringMap } from './expiring-map.ts';
import type { Principal } from './principal.ts';

/** An organisation as a request needs it. */
interface OrgEntry {
  readonly orgId: number;
  readonly settings: OrgSettings;
}

/** Makes the organisation of a key with its defaults. Safe to call when it exists already or is being made. */
export type Provision = (orgKey: string) => Promise<void>;

/** Finds the caller's organisation. Throws `org_not_provisioned` when there is none. */
export interface OrgDirectory {
  /** Also sees to it that the caller is a member. Costs no round trip while the answer is fresh. */
  enter(principal: Principal, trips: RoundTrips): Promise<OrgEntry>;
  /** Forgets what is known of an organisation, so that its settings are read anew. */
  forget(orgKey: string): void;
}

export interface OrgDirectoryOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Called for an unknown organisation; null when organisations are made by an administrator only. */
  readonly provision: Provision | null;
  /** How long settings may be stale, in milliseconds. Default 60 s. */
  readonly freshForMs?: number;
}

/** A directory that keeps found organisations for a minute; an unknown one is looked up every time. */
export function orgDirectory(options: OrgDirectoryOptions): OrgDirectory {
  const { engine, clock, provision, freshForMs = 60_000 } = options;
  // Promises, so that a burst of first requests looks up (and provisions) once. Memory stays bounded.
  const orgs = expiringMap<Promise<OrgEntry>>({ most: 10_000, freshForMs });
  const members = expiringMap<Promise<void>>({ most: 100_000, freshForMs: 24 * 3_600_000 });

  async function find(orgKey: string, trips: RoundTrips): Promise<OrgEntry> {
    const known = await readOrg(engine, orgKey, trips);
    if (known !== null) return known;
    if (provision !== null) {
      await provision(orgKey);
      const made = await readOrg(engine, orgKey, trips);
      if (made !== null) return made;
    }
    throw new AppError(
      'org_not_provisioned',
      'Your organisation is not set up here; ask an administrator of the service.',
    );
  }

  return {
    async enter(principal, trips) {
      const org = await orgs.get(principal.orgKey, () => find(principal.orgKey, trips));
      const memberKey = `${org.orgId} ${principal.actor.id}`;
      await members.get(memberKey, () => ensureMember(engine, clock, org.orgId, principal, trips));
      return org;
    },
    forget: (orgKey) => orgs.delete(orgKey),
  };
}

async function readOrg(engine: Engine, orgKey: string, trips: RoundTrips): Promise<OrgEntry | null> {
  const row = await engine
    .reader({ kind: 'system' }, trips)
    .selectFrom('org')
    .select(['orgId', 'settings'])
    .where('orgKey', '=', orgKey)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { orgId: row.orgId, settings: orgSettingsOf(row.settings) };
}

async function ensureMember(
  engine: Engine,
  clock: Clock,
  orgId: number,
  { actor }: Principal,
  trips: RoundTrips,
): Promise<void> {
  const db = engine.reader({ kind: 'tenant', orgId }, trips);
  const known = await db
    .selectFrom('member')
    .select('memberId')
    .where('orgId', '=', orgId)
    .where('memberId', '=', actor.id)
    .executeTakeFirst();
  if (known !== undefined) return;
  const now = clock.now();
  try {
    await db
      .insertInto('member')
      .values({ orgId, memberId: actor.id, name: actor.name ?? actor.id, createdAt: now, updatedAt: now })
      .execute();
  } catch (error) {
    // Another process was quicker: the member is there, which is all that was wanted.
    if (engine.faultOf(error)?.kind !== 'unique') throw error;
  }
}
