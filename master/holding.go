package master

import (
	"fmt"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/model"
)

// Shares of a holding, in percent: more than control makes a subsidiary; from
// influence on a steward is asked; less is an investment.
var (
	control   = decimal.MustParse("50")
	influence = decimal.MustParse("20")
)

// Held is what a line of a list of shareholders claims of two entities; false for
// a share that is an investment only.
func Held(h model.Holding, child, parent string) (Link, bool) {
	l := Link{Rank: RankList, By: model.Ref{Source: h.List, Object: "holding", ID: fmt.Sprintf("%09d", h.Line)}, Edge: model.Edge{
		Child: child, Parent: parent, Kind: model.SubsidiaryOf, Why: WhyList + h.List, Share: h.Share, From: h.From, To: h.To}}
	if share, err := decimal.Parse(h.Share); err == nil {
		if share.Cmp(influence) < 0 {
			return Link{}, false
		}
		l.Doubtful = share.Cmp(control) <= 0
	}
	return l, true
}

// WhyList is what the reason of a link from a list begins with; the name follows.
const WhyList = "list "
