// Draws every [data-chart] from the JSON that the server put beside it. No inline
// script, no eval, no HTML in tooltips: it works under the strict policy. A kind of
// chart is a function in make: data in, options of ECharts out.
(function () {
  'use strict';
  var C = { t1: '#0b3c8c', t2: '#2f74d0', t3: '#6fa8e6', t4: '#a9b8cc', t5: '#d5dce6', ok: '#1f9d63', warn: '#d98a00', bad: '#cf4a40', ink: '#4a5668', line: '#e2e7ee' };
  var base = {
    textStyle: { fontFamily: 'system-ui,"Noto Sans CJK SC",sans-serif', fontSize: 12, color: C.ink },
    animation: false, aria: { enabled: true }, tooltip: { renderMode: 'richText' },
  };
  var make = {
    // figures of a report: bars, lines or a pie over the rows
    figures: function (d) {
      var colors = [C.t1, C.t2, C.t3, C.t4, C.t5, C.ok, C.warn, C.bad];
      var show = function (v) { return d.share ? (100 * v).toFixed(1) + ' %' : Math.abs(v) >= 1e8 ? (v / 1e8).toFixed(1) + 'e8' : Math.abs(v) >= 1e4 ? Math.round(v).toLocaleString('en') : String(v); };
      if (d.shape === 'pie') {
        return { color: colors, series: [{ type: 'pie', radius: ['32%', '56%'], labelLine: { length: 8, length2: 6 }, label: { formatter: function (p) { return p.name + '\n' + p.percent.toFixed(1) + ' %'; }, fontSize: 11 },
          data: d.labels.map(function (l, i) { return { name: l, value: d.series[0].values[i] }; }) }] };
      }
      return {
        color: colors, legend: d.series.length > 1 ? { type: 'scroll', top: 0 } : undefined,
        grid: { left: 66, right: 12, top: d.series.length > 1 ? 34 : 12, bottom: 46 },
        xAxis: { type: 'category', data: d.labels, axisTick: { show: false }, axisLabel: { fontSize: 11, interval: 'auto', hideOverlap: true, width: 90, overflow: 'truncate' } },
        yAxis: { type: 'value', axisLabel: { formatter: show }, splitLine: { lineStyle: { color: C.line } } },
        series: d.series.map(function (s) {
          return { name: s.name, type: d.shape === 'lines' ? 'line' : 'bar', barMaxWidth: 34, showSymbol: false, data: s.values };
        }),
      };
    },
  };

  function draw(root) {
    root.querySelectorAll('[data-chart]').forEach(function (el) {
      var d = JSON.parse(document.getElementById(el.getAttribute('data-src')).textContent);
      var chart = echarts.init(el, null, { renderer: 'svg' });
      chart.setOption(Object.assign({}, base, make[el.getAttribute('data-chart')](d)));
      new ResizeObserver(function () { chart.resize(); }).observe(el);
    });
  }
  draw(document);
  document.body.addEventListener('htmx:afterSwap', function (e) { draw(e.target.parentNode || document); });
})();
