package probe

import (
	"context"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// rights: the account can do no more than it has to. TierLoop creates and deletes no
// record, and writes to the object of the write-back alone.
func (p *probe) rights(ctx context.Context) error {
	if p.Rights == nil {
		p.say("rights", Skipped, "系统不提供账号权限信息", "the system does not tell which rights the account has")
		return nil
	}
	r, err := p.Rights.Rights(ctx, p.Request.Object)
	switch connectors.KindOf(err) {
	case connectors.KindPermission, connectors.KindNotFound, connectors.KindInvalid, connectors.KindUnsupported:
		p.say("rights", Skipped, "系统未告知该账号的权限", "the system does not tell this account its rights")
		return nil
	}
	if err != nil {
		return err
	}
	excess := []string{r.Create, r.Delete}
	if len(p.Targets) == 0 {
		excess = append(excess, r.Write)
	}
	excess = slices.DeleteFunc(append(excess, r.Beyond...), func(s string) bool { return s == "" })
	if len(excess) == 0 {
		p.say("rights", Passed, "未发现多余的权限", "no right beyond the need was found")
		return nil
	}
	list := strings.Join(excess, ", ")
	p.say("rights", Warned, "账号的权限多于所需，请收回：%s（见 docs/connectors/permissions.md）", "the account may do more than it needs; take away: %s (docs/connectors/permissions.md)", list)
	return nil
}
