// What keeps people from reading or using a page, as a list of sentences: after WCAG
// 2.2 AA, of what a program can measure. Colours and sizes are those that the browser
// computed, not those of a style sheet.
(() => {
  'use strict';
  const faults = [];
  const fault = (el, text) => faults.push(text + ': ' + el.outerHTML.replace(/\s+/g, ' ').slice(0, 120));
  const shown = (el) => {
    const box = el.getBoundingClientRect();
    const style = getComputedStyle(el);
    return box.width > 1 && box.height > 1 && style.visibility === 'visible' && style.opacity !== '0' && el.checkVisibility();
  };
  const all = (selector) => Array.from(document.querySelectorAll(selector)).filter(shown);

  // The document.
  if (!document.documentElement.lang) faults.push('the page has no language');
  if (!document.title.trim()) faults.push('the page has no title');
  if (document.querySelectorAll('main').length !== 1) faults.push('the page has not one main part');
  if (/user-scalable=no|maximum-scale/.test(document.querySelector('meta[name=viewport]')?.content ?? '')) faults.push('the page cannot be enlarged');
  if (document.querySelector('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])')) faults.push('a tabindex changes the order of the keyboard');
  const first = document.querySelector('a[href], button, input:not([type=hidden])');
  if (!first || !first.matches('a[href^="#"]') || !document.querySelector(first.getAttribute('href'))) faults.push('the first stop of the keyboard does not skip to the content');

  const ids = new Set();
  for (const el of document.querySelectorAll('[id]')) {
    if (ids.has(el.id)) fault(el, 'an id stands twice');
    ids.add(el.id);
  }
  for (const el of document.querySelectorAll('[aria-describedby], [aria-labelledby], label[for]')) {
    for (const name of ['aria-describedby', 'aria-labelledby', 'for']) {
      for (const id of (el.getAttribute(name) ?? '').split(/\s+/)) if (id && !document.getElementById(id)) fault(el, name + ' points nowhere');
    }
  }

  // Headings: one h1, no step left out inside the content.
  const headings = Array.from(document.querySelectorAll('main h1, main h2, main h3, main h4, main h5'));
  if (headings.filter((h) => h.tagName === 'H1').length !== 1) faults.push('the content has not one h1');
  let level = 0;
  for (const h of headings) {
    const next = Number(h.tagName[1]);
    if (next > level + 1) fault(h, 'a heading leaves out a step');
    level = next;
  }

  // Names.
  const named = (el) => {
    const by = (el.getAttribute('aria-labelledby') ?? '').split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join('');
    const labels = Array.from(el.labels ?? []).map((l) => l.textContent).join('');
    return (by + labels + (el.getAttribute('aria-label') ?? '') + (el.title ?? '') + (el.matches('a, button, summary') ? el.textContent : '')).trim() !== '';
  };
  for (const el of document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden])')) if (!named(el)) fault(el, 'has no name');
  for (const el of document.querySelectorAll('img:not([alt]), svg:not([aria-hidden]):not([aria-label]):not([role])')) if (shown(el) && !el.closest('[role=img], [aria-hidden=true]')) fault(el, 'a picture has no text');
  for (const el of document.querySelectorAll('fieldset')) if (!el.querySelector('legend')) fault(el, 'a group of fields has no legend');
  for (const el of document.querySelectorAll('table')) {
    if (!el.querySelector('th')) fault(el, 'a table has no headers');
    for (const th of el.querySelectorAll('th:not([scope])')) if (th.textContent.trim()) fault(th, 'a header says not what it is of');
  }

  // Contrast of text against what lies behind it.
  const parse = (text) => {
    const m = /rgba?\(([^)]+)\)/.exec(text);
    if (!m) return null;
    const n = m[1].split(/[ ,/]+/).map(Number);
    return { r: n[0], g: n[1], b: n[2], a: n.length > 3 ? n[3] : 1 };
  };
  const over = (top, below) => ({ r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1 });
  const behind = (el) => {
    const layers = [];
    for (let at = el; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== 'none' && !style.backgroundAttachment.includes('local')) return null; // not one colour; the shadow that says a table scrolls is behind no text for long
      const c = parse(style.backgroundColor);
      if (c && c.a > 0) layers.push(c);
      if (c && c.a === 1) break;
    }
    return layers.reduceRight((below, top) => over(top, below), { r: 255, g: 255, b: 255, a: 1 });
  };
  const light = (c) => {
    const f = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(c.r) + 0.7152 * f(c.g) + 0.0722 * f(c.b);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  for (let node; (node = walker.nextNode());) {
    const el = node.parentElement;
    if (!node.textContent.trim() || seen.has(el) || el.closest('script, style, svg, [aria-hidden=true], [disabled], .sr, .skip') || !shown(el)) continue;
    seen.add(el);
    const style = getComputedStyle(el);
    const ground = behind(el);
    const ink = parse(style.color);
    if (!ground || !ink) continue;
    const a = light(over(ink, ground)), b = light(ground);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
    if (ratio < (large ? 3 : 4.5)) fault(el, 'contrast of ' + ratio.toFixed(2) + ' (' + style.color + ' on ' + Object.values(ground).slice(0, 3).map(Math.round) + ')');
  }

  // Targets of 24 points, or with room around them; links in a sentence may be small.
  const inSentence = (el) => el.matches('a') && getComputedStyle(el).display === 'inline' && Array.from(el.parentElement.childNodes).some((n) => n !== el && n.textContent.trim());
  const targets = all('a[href], button, summary, select, input:not([type=hidden])').filter((el) => !el.matches('.skip'));
  const boxes = targets.map((el) => (el.matches('[type=checkbox], [type=radio]') && el.closest('label') || el).getBoundingClientRect());
  targets.forEach((el, i) => {
    const box = boxes[i];
    if (box.width >= 24 && box.height >= 24 || inSentence(el)) return;
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const crowded = boxes.some((other, j) => {
      if (j === i) return false;
      const dx = Math.max(other.left - x, 0, x - other.right), dy = Math.max(other.top - y, 0, y - other.bottom);
      return Math.hypot(dx, dy) < 12;
    });
    if (crowded) fault(el, 'a target of ' + Math.round(box.width) + '×' + Math.round(box.height) + ' without room around it');
  });

  // Focus shows.
  const look = (el) => { const s = getComputedStyle(el); return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor].join(); };
  for (const el of all('a[href], button, summary, select, textarea, input:not([type=hidden])').filter((el) => !el.disabled).slice(0, 80)) {
    document.activeElement?.blur();
    const before = look(el);
    el.focus({ preventScroll: true, focusVisible: true }); // as somebody with a keyboard sees it
    if (document.activeElement === el && look(el) === before) fault(el, 'focus does not show');
  }
  document.activeElement?.blur();
  return Array.from(new Set(faults));
})()
