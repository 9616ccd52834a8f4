// One function for each type of panel. All take
//   { title, description, queries: [[expression, legend], ...], width, height, unit, ... }
// and replace `$of` in an expression by matchers for the gates that are selected at the top of the dashboard.

/** Grafana's reference to the data source that is selected at the top. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } // eslint-disable-line no-template-curly-in-string

const SELECTED = 'namespace=~"$namespace", job=~"$job", instance=~"$instance"'

/** One number, with its history as a sparkline. */
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

/** Lines over time. `stack` stacks them, `thresholds` are drawn as dashed lines, `colors` and `names` are for series by name. */
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
        // The series of a replaced gate ends; no line connects the gap.
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

/** A histogram over time: darker cells have higher counts. */
export function heatmap ({ yUnit, ...panel }) {
  return open({
    ...panel,
    type: 'heatmap',
    format: 'heatmap',
    options: {
      calculate: false,
      color: { mode: 'scheme', scheme: 'Oranges', steps: 64, exponent: 0.5, fill: 'dark-orange', reverse: false },
      // Hides empty buckets.
      filterValues: { le: 1e-9 },
      cellGap: 1,
      yAxis: { unit: yUnit, axisPlacement: 'left', reverse: false },
      rowsFrame: { layout: 'auto' },
      legend: { show: true },
      tooltip: { mode: 'single', yHistogram: true, showColorScale: false }
    }
  })
}

/** Shares of several resources, one bar each. */
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

/** A state over time, one line for each gate. */
export function states ({ mappings, ...panel }) {
  return open({
    ...panel,
    type: 'state-timeline',
    defaults: { mappings, color: { mode: 'thresholds' }, thresholds: steps([['red'], ['green', 1]]), custom: { fillOpacity: 80, lineWidth: 0 } },
    options: { mergeValues: true, showValue: 'never', rowHeight: 0.8, legend: { displayMode: 'list', placement: 'bottom', showLegend: true }, tooltip: { mode: 'single' } }
  })
}

/** The latest values as a table; `columns` maps labels to column headings. */
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

/** Texts and colors for values: { 0: ['unavailable', 'red'] } */
export function texts (named) {
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
      expr: expression.replaceAll('$of', SELECTED).replace(/\s+/g, ' ').trim(),
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

/** [['green'], ['red', 0.8]]: green below 0.8, red from 0.8 on. */
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
