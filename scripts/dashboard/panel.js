// The kinds of panels, each with what all of its kind have in common. Every panel is
//   { title, description, queries: [[expression, legend], ...], width, height, unit, ... }
// where `$of` in an expression stands for the gates that are chosen at the top of the dashboard.

/** Grafana's reference to the data source that is chosen at the top. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } // eslint-disable-line no-template-curly-in-string

const CHOSEN = 'namespace=~"$namespace", job=~"$job", instance=~"$instance"'

/** One number, with its course behind it. */
export function stat ({ thresholds, mappings, noValue, decimals, graph = 'area', ...panel }) {
  return open({
    ...panel,
    type: 'stat',
    width: panel.width ?? 3,
    height: panel.height ?? 4,
    defaults: { thresholds: steps(thresholds), mappings, noValue, decimals, color: { mode: 'thresholds' } },
    options: {
      colorMode: 'background_solid',
      graphMode: graph,
      justifyMode: 'center',
      textMode: 'value',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }
    }
  })
}

/** Lines over time. `stack` piles them up, `limit` draws thresholds as dashed lines, `colors` fixes those of names. */
export function lines ({ stack = false, thresholds, colors, names, max, min = 0, logarithmic = false, ...panel }) {
  return open({
    ...panel,
    type: 'timeseries',
    defaults: {
      min: logarithmic ? undefined : min,
      max,
      thresholds: thresholds && steps(thresholds),
      color: { mode: 'palette-classic' },
      custom: {
        drawStyle: 'line',
        lineWidth: stack ? 1 : 2,
        fillOpacity: stack ? 40 : 8,
        showPoints: 'never',
        // A gate that was replaced leaves a gap, not a line to nowhere.
        spanNulls: false,
        stacking: { mode: stack ? 'normal' : 'none', group: 'A' },
        scaleDistribution: logarithmic ? { type: 'log', log: 10 } : { type: 'linear' },
        thresholdsStyle: { mode: thresholds === undefined ? 'off' : 'dashed' }
      }
    },
    overrides: [...colored(colors), ...renamed(names)],
    options: {
      legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['lastNotNull', 'max'], sortBy: 'Last *', sortDesc: true },
      tooltip: { mode: 'multi', sort: 'desc' }
    }
  })
}

/** A histogram over time: the darker, the more. */
export function heatmap ({ yUnit, ...panel }) {
  return open({
    ...panel,
    type: 'heatmap',
    format: 'heatmap',
    options: {
      calculate: false,
      color: { mode: 'scheme', scheme: 'Oranges', steps: 64, exponent: 0.5, fill: 'dark-orange', reverse: false },
      // Buckets in which nothing is are not drawn.
      filterValues: { le: 1e-9 },
      cellGap: 1,
      yAxis: { unit: yUnit, axisPlacement: 'left', reverse: false },
      rowsFrame: { layout: 'auto' },
      legend: { show: true },
      tooltip: { mode: 'single', yHistogram: true, showColorScale: false }
    }
  })
}

/** Shares of several things, one bar each. */
export function bars ({ thresholds, ...panel }) {
  return open({
    ...panel,
    type: 'bargauge',
    defaults: { min: 0, max: 1, thresholds: steps(thresholds), color: { mode: 'thresholds' } },
    options: {
      displayMode: 'lcd',
      orientation: 'horizontal',
      valueMode: 'color',
      showUnfilled: true,
      minVizHeight: 16,
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }
    }
  })
}

/** A state over time, a line for each gate. */
export function states ({ mappings, ...panel }) {
  return open({
    ...panel,
    type: 'state-timeline',
    defaults: { mappings, color: { mode: 'thresholds' }, thresholds: steps([['red'], ['green', 1]]), custom: { fillOpacity: 80, lineWidth: 0 } },
    options: { mergeValues: true, showValue: 'never', rowHeight: 0.8, legend: { displayMode: 'list', placement: 'bottom', showLegend: true }, tooltip: { mode: 'single' } }
  })
}

/** The newest values as a table; `columns` are labels and what they are headed by. */
export function table ({ columns, ...panel }) {
  return open({
    ...panel,
    type: 'table',
    format: 'table',
    instant: true,
    transformations: [
      { id: 'filterFieldsByName', options: { include: { names: Object.keys(columns) } } },
      { id: 'organize', options: { renameByName: columns, indexByName: Object.fromEntries(Object.keys(columns).map((name, index) => [name, index])) } }
    ],
    options: { showHeader: true, cellHeight: 'sm', footer: { show: false, reducer: ['sum'], fields: '' } }
  })
}

/** Words for values: { 0: ['away', 'red'] } */
export function words (named) {
  return [{
    type: 'value',
    options: Object.fromEntries(Object.entries(named).map(([value, [text, color]], index) => [value, { text, color, index }]))
  }]
}

function open ({ type, title, description, queries, width = 8, height = 8, unit, format = 'time_series', instant = false, defaults = {}, overrides = [], options, transformations }) {
  return {
    type,
    title,
    description,
    datasource: DATASOURCE,
    gridPos: { h: height, w: width, x: 0, y: 0 },
    targets: queries.map(([expression, legend], index) => ({
      refId: 'ABCDEFGHIJ'[index],
      datasource: DATASOURCE,
      editorMode: 'code',
      expr: expression.replaceAll('$of', CHOSEN).replace(/\s+/g, ' ').trim(),
      legendFormat: legend,
      format,
      range: !instant,
      instant
    })),
    fieldConfig: { defaults: { unit, ...defaults }, overrides },
    options,
    ...(transformations && { transformations })
  }
}

/** [['green'], ['red', 0.8]]: green, and from 0.8 on red. */
function steps (colors) {
  return { mode: 'absolute', steps: colors.map(([color, value = null]) => ({ color, value })) }
}

function colored (colors = {}) {
  return Object.entries(colors).map(([name, color]) => overridden(name, { id: 'color', value: { mode: 'fixed', fixedColor: color } }))
}

function renamed (names = {}) {
  return Object.entries(names).map(([name, text]) => overridden(name, { id: 'displayName', value: text }))
}

function overridden (name, property) {
  return { matcher: { id: 'byName', options: name }, properties: [property] }
}
