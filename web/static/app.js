// What pages do beyond plain links and forms. Everything works without it, but for
// the code of a link, which can be typed.
(function () {
  'use strict';
  // The code of a one-time link stands behind the #, where no server and no log
  // sees it. It moves into the form and out of the address.
  var codes = document.querySelectorAll('[data-code]');
  var found = /^#k=([\w-]+)$/.exec(location.hash);
  if (codes.length && found) {
    codes.forEach(function (code) {
      code.value = found[1];
      code.closest('label').hidden = true;
    });
    history.replaceState(null, '', location.pathname);
    var next = codes[0].form.querySelector('input:not([type=hidden]):not([data-code]), button');
    if (next) next.focus();
  }
  document.querySelectorAll('.copy').forEach(function (el) {
    el.addEventListener('focus', function () { el.select(); });
  });

  // Keys. One presses the visible thing that carries it: data-key a button or link,
  // data-pick a choice of values, data-focus a field, data-toggle something folded.
  // While somebody types in a field, only Escape is a key.
  function find(name, key) {
    return Array.prototype.find.call(document.querySelectorAll('[' + name + ']'), function (el) { return el.getAttribute(name) === key; });
  }
  document.addEventListener('keydown', function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    var at = document.activeElement;
    if (at && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && at.type !== 'radio' && at.type !== 'checkbox') {
      if (e.key === 'Escape') at.blur();
      return;
    }
    var key = e.key.toLowerCase();
    var el = find('data-key', key);
    if (el) { e.preventDefault(); el.click(); return; }
    if ((el = find('data-focus', key))) { e.preventDefault(); el.focus(); return; }
    if ((el = find('data-toggle', key))) { e.preventDefault(); el.open = !el.open; return; }
    if ((el = find('data-pick', key))) {
      e.preventDefault();
      var all = Array.prototype.slice.call(el.querySelectorAll('input[type=radio]'));
      var next = (all.findIndex(function (r) { return r.checked; }) + 1) % all.length;
      all[next].checked = true;
    }
  });
})();
