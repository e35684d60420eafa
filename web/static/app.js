// What pages do beyond plain links and forms. Everything works without it, but for
// the code of a link, which can be typed.
(function () {
  'use strict';
  // The code of a one-time link stands behind the #, where no server and no log
  // sees it. It moves into the form and out of the address.
  var code = document.querySelector('[data-code]');
  var found = /^#k=([\w-]+)$/.exec(location.hash);
  if (code && found) {
    code.value = found[1];
    history.replaceState(null, '', location.pathname);
    code.closest('label').hidden = true;
    var next = code.form.querySelector('input:not([type=hidden]):not([data-code])');
    if (next) next.focus();
  }
  document.querySelectorAll('.copy').forEach(function (el) {
    el.addEventListener('focus', function () { el.select(); });
  });
})();
