package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/store"
)

func (a *app) auditCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "audit", GroupID: "admin", Args: noArgs,
		Short: a.say("审计日志：校验链条", "The audit log: verify its chain"),
		Long: a.say("每一行都含上一行的哈希，因此改动或删除某一行都会被发现；整条链被重写则不会，除非链头另有留存。tierloop serve 启动时及此后每天打印链头，请让日志系统保存，并用 --head 核对。",
			"Each line holds the hash of the one before, so a line that is changed or taken out shows. A log that was written anew from its first line on does not, unless its head is kept elsewhere: tierloop serve prints it when it starts and every day. Let your logs keep it, and hold it against the store with --head."),
		Example: `  tierloop audit verify
  tierloop audit verify --head 1042:9f2c…`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var head string
	verify := &cobra.Command{
		Use: "verify", Args: noArgs,
		Short: a.say("校验每一行，并打印链头", "Check every line and print the head"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.auditVerify(cmd.Context(), head) },
	}
	verify.Flags().StringVar(&head, "head", "", a.say("以前打印的链头，写作 LINE:HASH", "a head printed before, LINE:HASH"))
	c.AddCommand(verify)
	return c
}

func (a *app) auditVerify(ctx context.Context, kept string) error {
	cfg, err := a.loadConfig()
	if err != nil {
		return err
	}
	db, err := a.openStore(ctx, cfg)
	if err != nil {
		return err
	}
	if err := db.VerifyAudit(ctx); err != nil {
		return fault.New("E4008").Because(err)
	}
	if kept != "" {
		if err := auditKept(ctx, db, kept); err != nil {
			return err
		}
	}
	seq, hash, err := db.AuditHead(ctx)
	if err != nil {
		return err
	}
	anchor, err := db.AuditAnchor(ctx)
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON("tierloop.audit/v1", map[string]any{"lines": seq, "cut": anchor.Seq, "head": auditHead(seq, hash)})
		return nil
	}
	fmt.Fprint(a.stdout, a.say("审计日志完好，共 %d 行，链头 %s\n", "the audit log is sound: %d {line|lines}, head %s\n", seq, auditHead(seq, hash)))
	if anchor.Seq > 0 {
		fmt.Fprint(a.stdout, a.say("前 %d 行已到保留期限并删除，截断处的哈希由第 %d 行证明\n", "the first %d {line was|lines were} old enough and {is|are} gone; line %d vouches for where the log begins\n", anchor.Seq, anchor.Receipt))
	}
	return nil
}

// auditKept holds a head that was kept elsewhere against the store.
func auditKept(ctx context.Context, db *store.DB, kept string) error {
	line, text, ok := strings.Cut(kept, ":")
	seq, err := strconv.ParseInt(line, 10, 64)
	want, e := hex.DecodeString(text)
	if !ok || err != nil || e != nil || len(want) != 32 {
		return usage("--head wants LINE:HASH as tierloop audit verify prints it, not %q", kept)
	}
	got, err := db.AuditHash(ctx, seq)
	if errors.Is(err, store.ErrCut) {
		return usage("line %d was cut because of its age and cannot be held against the store any more; take a later head", seq)
	}
	if errors.Is(err, store.ErrNotFound) {
		return fault.New("E4008").Because(fmt.Errorf("line %d is missing", seq))
	}
	if err == nil && string(got) != string(want) {
		err = fault.New("E4008").Because(fmt.Errorf("line %d is another than the one whose head was kept", seq))
	}
	return err
}

func auditHead(seq int64, hash []byte) string { return fmt.Sprintf("%d:%x", seq, hash) }

// tellAuditHead prints the head of the audit log now and every day until ctx ends,
// for whoever keeps what the server prints.
func (a *app) tellAuditHead(ctx context.Context, db *store.DB) {
	for {
		seq, hash, err := db.AuditHead(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			a.logger().Error("the head of the audit log cannot be read", "error", err)
		case err == nil && seq > 0:
			a.note("审计日志链头 %s", "head of the audit log %s", auditHead(seq, hash))
		}
		if a.clock.Sleep(ctx, 24*time.Hour) != nil {
			return
		}
	}
}
