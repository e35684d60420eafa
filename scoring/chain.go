package scoring

import "github.com/tierloop/tierloop/model"

// beginnings are the references and the numbers of the documents of a sale that
// count, by which a later document names the one that it was made from.
func beginnings(orders []model.Order, asOf model.Date, twice map[int]bool) map[string]bool {
	out := map[string]bool{}
	for i := range orders {
		o := &orders[i]
		if o.Date == 0 || o.Date > asOf || twice[i] || o.Status == model.Draft || o.Status == model.Cancelled {
			continue
		}
		switch o.Kind {
		case model.SalesOrder, model.Invoice, model.Payment:
			out[o.Ref.String()] = true
			if o.Number != "" {
				out[o.Number] = true
			}
		}
	}
	return out
}

// follows says whether the document was made from one that is here as well: the
// sale counts there. A file names the document before by its number.
func (g *gatherer) follows(o *model.Order) bool {
	if o.Preceding.ID == "" || o.Preceding.ID == o.Number {
		return false
	}
	return g.begun[o.Preceding.String()] || g.begun[o.Preceding.ID]
}
