// Partners carry their change stamps as S/4HANA keeps them: a day, a time, a tag.
// The refused tier stands for a check that only the system knows.
const cds = require('@sap/cds')

module.exports = cds.service.impl(function () {
  const { A_BusinessPartner } = this.entities
  let n = 0
  this.before(['CREATE', 'UPDATE'], A_BusinessPartner, req => {
    if (req.data.YY1_CustomerTier_bus === 'REFUSED') req.reject(400, 'The tier REFUSED is not in the code list')
    const now = new Date().toISOString(), made = req.event === 'CREATE'
    req.data[made ? 'CreationDate' : 'LastChangeDate'] = now.slice(0, 10)
    req.data[made ? 'CreationTime' : 'LastChangeTime'] = now.slice(11, 19)
    req.data.ETag = now.replace(/\D/g, '') + n++
  })
})
