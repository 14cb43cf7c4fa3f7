// Loaded before every script by `node --import`. Plain JavaScript: a Node too old to run TypeScript must still be able to say so.
const least = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < least[0] || (major === least[0] && minor < least[1])) {
  process.stderr.write(
    `FlowLedger needs Node ${least.join('.')} or newer; this is Node ${process.versions.node}.\n` +
      'Start it through npm (npm start): `npm ci` brings Node 24 along on Linux and Windows. Elsewhere install Node 24.\n',
  );
  process.exit(1);
}
