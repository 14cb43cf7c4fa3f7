/** Who acts. Every event names one. */
export interface Actor {
  readonly kind: 'user' | 'service' | 'agent';
  /** The token's subject, or `system:<job>` for work that nobody asked for. */
  readonly id: string;
  readonly name: string | null;
}

const system = 'system:';

/** The actor of a job of the product itself, such as `outbox` or `sla`. */
export function systemActor(job: string): Actor {
  return { kind: 'service', id: `${system}${job}`, name: null };
}

/** Whether an id is one of the product's own: no caller may bear it. */
export function isSystemId(id: string): boolean {
  return id.toLowerCase().startsWith(system);
}
