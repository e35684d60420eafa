// Changes need a token and the cookie that came with it, as SAP Gateway asks. The
// guard also covers /odata/, where the V2 adapter sends its requests on to.
const cds = require('@sap/cds'), crypto = require('crypto'), sessions = new Map()

cds.on('bootstrap', app => app.use((req, res, next) => {
  const token = String(req.headers['x-csrf-token'] || '')
  const id = /sap-sess=([0-9a-f]+)/.exec(req.headers.cookie || '')?.[1]
  if (['GET', 'HEAD'].includes(req.method)) {
    if (token.toLowerCase() === 'fetch') {
      const session = id && sessions.has(id) ? id : crypto.randomBytes(8).toString('hex')
      const value = sessions.get(session) || crypto.randomBytes(16).toString('base64')
      sessions.set(session, value)
      res.setHeader('x-csrf-token', value)
      res.setHeader('set-cookie', `sap-sess=${session}; path=/`)
    }
    return next()
  }
  if (/^\/(sap|odata)\//.test(req.path) && !(id && sessions.get(id) === token))
    return res.status(403).set('x-csrf-token', 'Required').send('CSRF token validation failed')
  next()
}))

module.exports = cds.server
