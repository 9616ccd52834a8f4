/**
 * Whether a scraper prefers OpenMetrics 1.0 to the text format of Prometheus (RFC 9110 section 12.5.1). Wildcards are
 * ignored, because they name neither.
 */
export function prefersOpenMetrics (accept: string | undefined): boolean {
  let openMetrics = 0
  let text = 0
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map(part => part.trim())
    const quality = Number(valueOf(parameters, 'q') ?? 1)
    const version = valueOf(parameters, 'version') ?? '1.0.0'
    if (type === 'application/openmetrics-text' && version === '1.0.0') openMetrics = Math.max(openMetrics, quality)
    if (type === 'text/plain') text = Math.max(text, quality)
  }
  return openMetrics > text
}

function valueOf (parameters: readonly string[], name: string): string | undefined {
  return parameters.find(parameter => parameter.startsWith(`${name}=`))?.slice(name.length + 1)
}
