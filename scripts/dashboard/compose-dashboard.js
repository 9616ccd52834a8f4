import { DATASOURCE } from './panel.js'
import { ROWS } from './rows.js'

/** Width of Grafana's grid in columns. */
const COLUMNS = 24

/** The dashboard in the format of Grafana 11 and later, for import or provisioning. */
export function composeDashboard () {
  return {
    uid: 'streamgate',
    title: 'streamgate',
    description: 'streamgate limits how many streams a viewer can watch at once. Shows whether it is healthy, and the cause if it is not.',
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
        // Outside Kubernetes series have no namespace; .* also matches those.
        variable('namespace', 'Namespace', 'streamgate_build_info', { allValue: '.*' }),
        // All lists the gates by name instead of .*, because other programs expose process metrics too.
        variable('job', 'Job', 'streamgate_build_info{namespace=~"$namespace"}'),
        variable('instance', 'Gate', 'streamgate_build_info{namespace=~"$namespace", job=~"$job"}')
      ]
    },
    panels: arrange(ROWS)
  }
}

function variable (name, label, series, { allValue = null } = {}) {
  const query = `label_values(${series}, ${name})`
  return {
    name,
    label,
    type: 'query',
    datasource: DATASOURCE,
    definition: query,
    query: { qryType: 1, query, refId: name },
    // On every change of the time range, because gates come and go.
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue,
    current: { text: ['All'], value: ['$__all'] },
    hide: 0
  }
}

/** Marks in every panel the time during which a page fired. */
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

/** Places the rows below each other, and their panels from left to right. A line of panels is as high as its tallest panel. */
function arrange (rows) {
  let id = 0
  let y = 0
  return rows.flatMap(({ title, panels }) => {
    const heading = { id: ++id, type: 'row', title, collapsed: false, gridPos: { h: 1, w: COLUMNS, x: 0, y: y++ }, panels: [] }
    let x = 0
    let tallest = 0
    const placed = panels.map(panel => {
      const { h, w } = panel.gridPos
      if (x + w > COLUMNS) {
        x = 0
        y += tallest
        tallest = 0
      }
      const gridPos = { h, w, x, y }
      x += w
      tallest = Math.max(tallest, h)
      return { id: ++id, ...panel, gridPos }
    })
    y += tallest
    return [heading, ...placed]
  })
}
