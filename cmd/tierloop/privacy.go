package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/privacy"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) privacyCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "privacy", GroupID: "admin", Args: noArgs,
		Short: a.say("个人信息：查找、导出、删除、回执、处理登记", "Data of persons: find, export, erase, receipts, register"),
		Long: a.say(`按手机、邮箱、证件号或来源编号查找一个人在存储中的全部信息。本人的记录（类型为个人）整条删除，
企业等其他记录只去掉属于此人的内容。姓名可能重名，只在已找到的记录中使用。删除后只留下带密钥的哈希，
下一次拉取不会把此人带回来；来源系统仍保存的记录列在回执中。`,
			`Finds all that the store holds of one person, by phone, mail address, number of a document or id in
a source. The person's own records (of kind person) are erased as a whole; others, such as a
company, lose only what is of the person. Names are shared, so they count only in records found by
something else. Keyed hashes stay behind, so that no pull brings the person back; the receipt lists
the records that the source systems still hold.`),
		Example: `  tierloop privacy find --phone 13812342046
  tierloop privacy export --email wan@example.com --out person.xlsx
  tierloop privacy erase --record crm/contacts/C-17 --name 周晚晴 --reason "request of 2026-11-02" --yes
  tierloop privacy receipts`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.privacyFindCommand(), a.privacyExportCommand(), a.privacyEraseCommand(), a.privacyReceiptsCommand(), a.privacyReleaseCommand(), a.privacyRegisterCommand())
	return c
}

// personFlags say whom it is about.
type personFlags struct {
	privacy.Subject
	records, except []string
}

func (f *personFlags) add(a *app, c *cobra.Command) {
	s := c.Flags()
	s.StringArrayVar(&f.Phones, "phone", nil, a.say("电话（可重复）", "phone (repeatable)"))
	s.StringArrayVar(&f.Emails, "email", nil, a.say("邮箱（可重复）", "mail address (repeatable)"))
	s.StringArrayVar(&f.Identifiers, "identifier", nil, a.say("证件号码（可重复）", "number of a document (repeatable)"))
	s.StringArrayVar(&f.Names, "name", nil, a.say("姓名（可重复）；只在已找到的记录中去掉", "name (repeatable); taken out of the records found"))
	s.StringArrayVar(&f.records, "record", nil, a.say("来源记录 来源/对象/编号（可重复）", "record source/object/id (repeatable)"))
	s.StringArrayVar(&f.except, "except", nil, a.say("不属于此人的记录 来源/对象/编号（可重复）", "record source/object/id that is somebody else's (repeatable)"))
}

// subject reads the flags.
func (f *personFlags) subject(c *cobra.Command) (privacy.Subject, error) {
	s := f.Subject
	for _, list := range []struct {
		texts []string
		into  *[]model.Ref
	}{{f.records, &s.Records}, {f.except, &s.Except}} {
		for _, text := range list.texts {
			ref, ok := model.ParseRef(text)
			if !ok {
				return s, usage("%q is no record; write source/object/id", text)
			}
			*list.into = append(*list.into, ref)
		}
	}
	if s.Empty() {
		return s, usage("%s wants whom: --phone, --email, --identifier, --record or --name", c.CommandPath())
	}
	if v := s.Unfit(); v != "" {
		return s, usage("%q is too short or no phone, address, number or name", v)
	}
	return s, nil
}

func (a *app) privacyFindCommand() *cobra.Command {
	var who personFlags
	c := &cobra.Command{
		Use: "find", Args: noArgs,
		Short: a.say("列出一个人的信息存放在哪里，不显示内容", "List where the data of a person stand, without showing them"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := who.subject(cmd)
			if err != nil {
				return err
			}
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			f, err := e.Privacy().Find(cmd.Context(), a.principal(), s)
			if err != nil {
				return err
			}
			if a.json {
				a.printJSON("tierloop.privacy-find/v1", f)
				return nil
			}
			a.tellFound(e.Config, f)
			return nil
		},
	}
	who.add(a, c)
	return c
}

// tellFound prints records and places.
func (a *app) tellFound(cfg *configs.Config, f privacy.Found) {
	if f.Empty() {
		a.note("存储中没有此人的信息", "the store holds nothing of this person")
		return
	}
	rows := [][]string{{a.say("记录", "RECORD"), a.say("系统", "SYSTEM"), a.say("实体", "ENTITY"), a.say("删除方式", "AN ERASURE")}}
	for _, list := range []struct {
		records []privacy.Record
		what    string
	}{{f.Own, a.say("整条删除", "takes it whole")}, {f.Near, a.say("只去掉此人的内容", "takes what is of the person")}} {
		for _, r := range list.records {
			rows = append(rows, []string{r.String(), systemOf(cfg, r.Source), orNone(r.Entity), list.what})
		}
	}
	a.table(rows)
	fmt.Fprintln(a.stdout)
	rows = [][]string{{a.say("存放处", "PLACE"), a.say("表.列", "TABLE.COLUMN"), a.say("条数", "TEXTS")}}
	for _, p := range f.Places {
		rows = append(rows, []string{privacy.Label(p.Table).In(a.language()), p.Table + "." + p.Column, strconv.Itoa(p.Texts)})
	}
	a.table(rows)
	if len(f.Audit) > 0 {
		fmt.Fprint(a.stdout, a.say("\n审计日志 %d 行提到这些记录的编号；只含编号与字段名，予以保留\n", "\n%d {line of the audit log names|lines of the audit log name} these records; only ids and names of fields stand there, and stay\n", len(f.Audit)))
	}
}

// systemOf is the kind of system behind a source, "" when it is not configured now.
func systemOf(cfg *configs.Config, source string) string {
	if s, ok := cfg.Source(source); ok {
		return s.SourceRule.Type
	}
	return "—"
}

func (a *app) privacyExportCommand() *cobra.Command {
	var who personFlags
	var out string
	c := &cobra.Command{
		Use: "export", Args: noArgs,
		Short: a.say("把一个人的全部信息写入文件（.xlsx、.csv 或 .json），供其查阅或转移", "Write all data of a person into a file (.xlsx, .csv or .json), to read or to take along"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			s, err := who.subject(cmd)
			if err != nil {
				return err
			}
			if out == "" {
				return usage("%s wants --out FILE.xlsx, .csv or .json", cmd.CommandPath())
			}
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			f, err := e.Privacy().Find(ctx, a.principal(), s)
			if err != nil {
				return err
			}
			if err := a.writePerson(ctx, e, f, out); err != nil {
				return err
			}
			a.note("%s：%d 条", "%s: %d {text|texts}", out, len(f.Texts()))
			return nil
		},
	}
	who.add(a, c)
	c.Flags().StringVar(&out, "out", "", a.say("文件 .xlsx、.csv 或 .json（必填）", "file .xlsx, .csv or .json (required)"))
	return c
}

// writePerson writes the copy that a person is entitled to, and notes it in the audit log.
func (a *app) writePerson(ctx context.Context, e *engine.Engine, f privacy.Found, out string) error {
	s, finish, abandon, err := a.createSheet(out, "person")
	if err != nil {
		return err
	}
	defer func() { _ = abandon() }()
	if err := s.head(texts("place", "record", "entity_id", "field", "text")); err != nil {
		return err
	}
	for _, t := range f.Texts() {
		field := strings.TrimSuffix(t.Column+"."+t.Path, ".")
		if err := s.row([]string{privacy.Label(t.Table).In(a.language()), t.Record, t.Entity, field, t.Text}); err != nil {
			return err
		}
	}
	if err := s.close(); err != nil {
		return err
	}
	err = e.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		return tx.Audit(ctx, store.AuditEntry{Actor: a.who(), Action: "privacy.export", Subject: recordsOf(f), Detail: phrase.Counted("%d {text|texts}", len(f.Texts()))})
	})
	if err != nil {
		return err
	}
	return finish()
}

func recordsOf(f privacy.Found) string {
	var out []string
	for _, r := range f.Own {
		out = append(out, r.String())
	}
	return strings.Join(out, " ")
}

func (a *app) privacyEraseCommand() *cobra.Command {
	var who personFlags
	var flags stewardFlags
	c := &cobra.Command{
		Use: "erase", Args: noArgs,
		Short: a.say("删除一个人的信息并给出回执", "Erase a person and write a receipt"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := flags.check(cmd); err != nil {
				return err
			}
			s, err := who.subject(cmd)
			if err != nil {
				return err
			}
			if !s.Certain() {
				return usage("%v; add --phone, --email, --identifier or --record", privacy.ErrUncertain)
			}
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			f, err := e.Privacy().Find(ctx, a.principal(), s)
			if err != nil {
				return err
			}
			if !a.json {
				a.tellFound(e.Config, f)
			}
			if f.Empty() || !a.agreed(flags) {
				return nil
			}
			p := a.principal()
			p.Name = flags.author
			receipt, err := erasePerson(ctx, e, p, s, flags.reason)
			if err != nil {
				return err
			}
			a.tellReceipt(e.Config, receipt)
			return nil
		},
	}
	who.add(a, c)
	flags.addNow(a, c)
	return c
}

// erasePerson erases while no run is under way, and throws away the files that were
// made before.
func erasePerson(ctx context.Context, e *engine.Engine, p model.Principal, s privacy.Subject, reason string) (receipt store.Erasure, err error) {
	err = e.Alone(ctx, "privacy erase", func(ctx context.Context, fence store.Fence) error {
		if err := held(ctx, e, p, s); err != nil {
			return err
		}
		if receipt, err = e.Privacy().Erase(ctx, p, fence, s, reason); err != nil {
			return err
		}
		if err := newShelf(e.Config).sweep(time.Time{}); err != nil {
			return fmt.Errorf("the person is erased, see receipt %s; the folder %s is not, delete it: %w", receipt.ID, newShelf(e.Config).dir, err)
		}
		return nil
	})
	return receipt, err
}

func (a *app) tellReceipt(cfg *configs.Config, e store.Erasure) {
	if a.json {
		a.printJSON("tierloop.privacy-receipt/v1", e)
		return
	}
	total := int64(0)
	for _, n := range e.Found {
		total += n
	}
	fmt.Fprint(a.stdout, a.say("\n回执 %s\n  时间 %s  办理人 %s\n  原因 %s\n  删除 %d 处\n", "\nreceipt %s\n  at %s  by %s\n  reason %s\n  %d {text|texts} erased\n",
		e.ID, e.At.In(cfg.Location).Format("2006-01-02 15:04:05"), e.Author, printable(e.Reason), total))
	for _, table := range slices.Sorted(maps.Keys(e.Found)) {
		fmt.Fprintf(a.stdout, "    %s %d\n", privacy.Label(table).In(a.language()), e.Found[table])
	}
	if !e.Released.IsZero() {
		fmt.Fprintf(a.stdout, a.say("  已于 %s 解除阻止\n", "  let in again on %s\n"), e.Released.In(cfg.Location).Format("2006-01-02 15:04:05"))
		return
	}
	if len(e.Records) > 0 {
		fmt.Fprintln(a.stdout, a.say("  以下来源系统仍保存此人的信息，请在其中删除：", "  these source systems hold the person still; erase it there too:"))
	}
	for _, r := range e.Records {
		fmt.Fprintf(a.stdout, "    %s  %s\n", printable(r.String()), systemOf(cfg, r.Source))
	}
	fmt.Fprintln(a.stdout, a.say("  删除前的备份仍含此人的信息，直至备份过期；恢复备份后请重做删除。", "  backups made before hold the person until they expire; after restoring one, erase again."))
}

func (a *app) privacyReceiptsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "receipts [ID]", Args: cobra.MaximumNArgs(1),
		Short: a.say("列出删除回执，或显示一份", "List the receipts of erasures, or show one"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			if len(args) == 1 {
				r, err := e.Store.ErasureByID(cmd.Context(), a.principal(), args[0])
				if errors.Is(err, store.ErrNotFound) {
					return noReceipt(args[0])
				}
				if err != nil {
					return err
				}
				a.tellReceipt(e.Config, r)
				return nil
			}
			list, err := e.Store.Erasures(cmd.Context(), a.principal())
			if err != nil {
				return err
			}
			if a.json {
				a.printJSON("tierloop.privacy-receipts/v1", map[string]any{"receipts": list})
				return nil
			}
			if len(list) == 0 {
				a.note("没有删除回执", "no person was erased")
				return nil
			}
			rows := [][]string{{a.say("回执", "RECEIPT"), a.say("时间", "AT"), a.say("办理人", "BY"), a.say("原因", "REASON"), a.say("状态", "STATE")}}
			for _, r := range list {
				state := a.say("阻止再次进入", "kept out")
				if !r.Released.IsZero() {
					state = a.say("已解除", "let in again")
				}
				rows = append(rows, []string{r.ID, r.At.In(e.Config.Location).Format("2006-01-02 15:04"), r.Author, r.Reason, state})
			}
			a.table(rows)
			return nil
		},
	}
}

func noReceipt(id string) error {
	return usage("there is no receipt %q; tierloop privacy receipts lists them", id)
}

func (a *app) privacyReleaseCommand() *cobra.Command {
	var flags stewardFlags
	c := &cobra.Command{
		Use: "release ID", Args: oneArg("receipt"),
		Short: a.say("解除阻止：此人重新同意后，下一次全量拉取可再次收录", "Let a person in again, such as after a new consent; the next full pull brings the record"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(cmd); err != nil {
				return err
			}
			e, err := a.openEngine(cmd.Context())
			if err != nil || !a.agreed(flags) {
				return err
			}
			p := a.principal()
			p.Name = flags.author
			err = e.Privacy().Release(cmd.Context(), p, args[0], flags.reason)
			if errors.Is(err, store.ErrNotFound) {
				return noReceipt(args[0])
			}
			if err == nil {
				a.note("已解除 %s", "%s is lifted", args[0])
			}
			return err
		},
	}
	flags.addNow(a, c)
	return c
}
