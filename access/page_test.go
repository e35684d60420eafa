package access

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated page anew")

func TestThePermissionsPageIsOfThisTable(t *testing.T) {
	const path = "../docs/reference/permissions.md"
	if *update {
		if err := os.WriteFile(path, []byte(permissionsPage()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != permissionsPage() {
		t.Errorf("%s is stale: go test ./access -run %s -update (%v)", path, t.Name(), err)
	}
}

// permissionsPage is docs/reference/permissions.md.
func permissionsPage() string {
	var b strings.Builder
	b.WriteString("# Permissions · 权限\n\nGenerated from the table that the program decides by; `go test ./access -run Permissions -update` writes it anew.\n本页由程序所用的权限表生成。\n\n")
	b.WriteString("What is not in the table is not allowed. Lines with * are about the whole group: an account that is limited to units never has them. ")
	b.WriteString("Everything that is read is cut to the account's units and masks, whatever its role.\n")
	b.WriteString("表中没有的都不允许。带 * 的行涉及整个集团，只限部分业务单元的账户没有这些权限。无论何种角色，所读内容都按账户的业务单元与遮盖设置裁剪。\n\n")
	b.WriteString("Forms of lines with † ask for the second factor anew, of whoever has one, when none was shown for a quarter of an hour.\n")
	b.WriteString("带 † 的行：已启用双重验证的用户若一刻钟内未验证，提交时须再次输入验证码。\n\n")
	b.WriteString("| Permission | What | 说明 |")
	for _, r := range Roles {
		b.WriteString(" " + string(r) + " |")
	}
	b.WriteString("\n|---|---|---|" + strings.Repeat("---|", len(Roles)) + "\n")
	for _, g := range Grants() {
		star := ""
		if g.Whole {
			star = " *"
		}
		if Grave(g.Permission) {
			star += " †"
		}
		b.WriteString("| `" + string(g.Permission) + "`" + star + " | " + g.What.EN + " | " + g.What.ZH + " |")
		for _, r := range Roles {
			if g.Has(r) {
				b.WriteString(" ✓ |")
			} else {
				b.WriteString(" |")
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("\nPersonal data that a new account is kept from seeing · 新账户默认遮盖的个人信息\n\n| Role | Masked |\n|---|---|\n")
	for _, r := range Roles {
		masked := strings.Join(Mask(r), ", ")
		if masked == "" {
			masked = "—"
		}
		b.WriteString("| " + string(r) + " | " + masked + " |\n")
	}
	return b.String()
}
