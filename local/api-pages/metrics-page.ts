import { metricCatalogue } from '../../shared/platform/metric-catalogue.ts';

/** docs/metrics.md: every metric with its kind, unit, meaning and attributes. */
export function metricsPage(): string {
  const rows = Object.entries(metricCatalogue).map(
    ([name, { kind, unit, description, attributes }]) =>
      `| \`${name}\` | ${kind} | \`${unit}\` | ${description} | ${attributes.map((each) => `\`${each}\``).join(', ')} |`,
  );
  return `# Metrics

Sent to Application Insights (\`customMetrics\`) where \`APPLICATIONINSIGHTS_CONNECTION_STRING\` is set; see [telemetry](telemetry.md). Names are
OpenTelemetry's where it has one.

| metric | kind | unit | meaning | attributes |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
