// Which room may know which: docs/architecture.md. Checked by `npm run layering`; tests/architecture proves that it finds a violation.

/** The rooms of shared/ that each room may import, itself aside. A room that is not named here may import nothing. */
const neighbours = {
  platform: [],
  db: ['platform'],
  auth: ['platform', 'db'],
  events: ['platform', 'db'],
  outbox: ['platform', 'db', 'events'],
  sla: ['platform', 'db', 'events'],
  http: ['platform', 'db', 'auth'],
  workstream: ['platform', 'db', 'auth', 'events', 'outbox', 'sla'],
  clients: ['platform', 'db', 'auth', 'events', 'outbox', 'sla'],
  enrichment: ['platform', 'db', 'auth', 'events', 'outbox', 'clients'],
  mcp: ['platform', 'db', 'auth', 'events', 'outbox', 'sla', 'clients', 'enrichment', 'workstream'],
};

// Tests stand beside the code and use the laptop's database and the suites' harness.
const test = '\\.test\\.ts$';

const rooms = Object.entries(neighbours).map(([room, known]) => ({
  name: `room-${room}`,
  comment: `shared/${room} may import ${known.length === 0 ? 'no other room' : known.join(', ')} of shared/.`,
  severity: 'error',
  from: { path: `^shared/${room}/`, pathNot: test },
  to: { path: '^shared/', pathNot: `^shared/(${[room, ...known].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'known-rooms',
      comment: 'A new room of shared/ is named in this file first.',
      severity: 'error',
      from: { path: '^shared/', pathNot: `^shared/(${Object.keys(neighbours).join('|')})/` },
      to: {},
    },
    {
      name: 'shared-not-outward',
      comment: 'Logic does not know who calls it, nor what runs on a laptop only.',
      severity: 'error',
      from: { path: '^shared/', pathNot: test },
      to: { path: '^(functions|local|tests)/' },
    },
    {
      name: 'functions-not-local',
      comment: 'What is deployed does not know what runs on a laptop only.',
      severity: 'error',
      from: { path: '^functions/', pathNot: test },
      to: { path: '^(local|tests)/' },
    },
    {
      name: 'engines-behind-the-interface',
      comment: 'Which database it is, is known to the place that composes the app, and to nobody else.',
      severity: 'error',
      from: { path: '^(functions|shared)/', pathNot: [test, '^shared/db/', '^functions/open-engine\\.ts$'] },
      to: { path: '^shared/db/engines/' },
    },
    {
      name: 'one-engine-not-the-other',
      comment: 'The engines do not know each other.',
      severity: 'error',
      from: { path: '^shared/db/engines/([^/]+)/', pathNot: test },
      to: { path: '^shared/db/engines/', pathNot: '^shared/db/engines/$1/' },
    },
    {
      name: 'no-development-packages',
      comment: 'What is deployed imports what is deployed.',
      severity: 'error',
      from: { path: '^(functions|shared)/', pathNot: test },
      to: { dependencyTypes: ['npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no compiler API to parse with; without this parser not one module would be seen.
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.reports|\\.flowledger)/' },
  },
};
