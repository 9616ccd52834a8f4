import { DATASOURCE } from './panel.js'
import { ROWS } from './rows.js'

/** Columns of Grafana's grid. */
const COLUMNS = 24

/** The whole dashboard, as Grafana 11 and later import it or have it provisioned. */
export function composeDashboard () {
  return {
    uid: 'streamgate',
    title: 'streamgate',
    description: 'A reverse proxy that lets a viewer watch at most N streams at once: whether it is well, and why not.',
    tags: ['streamgate', 'video'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    timepicker: {},
    timezone: 'browser',
    annotations: { list: [alerts()] },
    links: [],
    templating: {
      list: [
        { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', refresh: 1, current: {}, hide: 0 },
        // Outside Kubernetes there is no namespace; .* includes what has none.
        choice('namespace', 'Namespace', 'streamgate_build_info', { allValue: '.*' }),
        // All gates by name, and not .*: the metrics of processes are those of many a program.
        choice('job', 'Job', 'streamgate_build_info{namespace=~"$namespace"}'),
        choice('instance', 'Gate', 'streamgate_build_info{namespace=~"$namespace", job=~"$job"}')
      ]
    },
    panels: arrange(ROWS)
  }
}

function choice (name, label, series, { allValue = null } = {}) {
  const query = `label_values(${series}, ${name})`
  return {
    name,
    label,
    type: 'query',
    datasource: DATASOURCE,
    definition: query,
    query: { qryType: 1, query, refId: name },
    // With every change of the time range: gates come and go.
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue,
    current: { text: ['All'], value: ['$__all'] },
    hide: 0
  }
}

/** Marks in every panel from when to when an alert fired. */
function alerts () {
  return {
    name: 'Alerts',
    datasource: DATASOURCE,
    enable: true,
    iconColor: 'red',
    expr: 'ALERTS{alertname=~"Streamgate.*", alertstate="firing", severity="page", namespace=~"$namespace"}',
    titleFormat: '{{alertname}}',
    textFormat: '{{job}} {{namespace}} {{instance}}',
    step: '60s'
  }
}

/** Rows one below the other, their panels from left to right, those of a line as high as the highest. */
function arrange (rows) {
  let id = 0
  let y = 0
  return rows.flatMap(({ title, panels }) => {
    const heading = { id: ++id, type: 'row', title, collapsed: false, gridPos: { h: 1, w: COLUMNS, x: 0, y: y++ }, panels: [] }
    let x = 0
    let highest = 0
    const placed = panels.map(panel => {
      const { h, w } = panel.gridPos
      if (x + w > COLUMNS) {
        x = 0
        y += highest
        highest = 0
      }
      const gridPos = { h, w, x, y }
      x += w
      highest = Math.max(highest, h)
      return { id: ++id, ...panel, gridPos }
    })
    y += highest
    return [heading, ...placed]
  })
}
