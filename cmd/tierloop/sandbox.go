package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

func (a *app) sandboxCommand() *cobra.Command {
	var base int
	var data, faults string
	var seed int64
	c := &cobra.Command{
		Use: "sandbox SYSTEM…", GroupID: "start",
		Short: a.say("启动厂商系统的本地替身，打印地址与凭据，直到停止", "Start local fakes of vendors' systems, print addresses and credentials, serve until stopped"),
		Long: a.say("每个替身按厂商文档实现分页、限流、错误与令牌规则。--data 目录中的 <系统>/<对象>.json 为初始记录（对象数组，id 为编号）。",
			"Each fake keeps the vendor's documented rules of paging, limits, errors and tokens. --data holds <system>/<object>.json, an array of records with their id."),
		Example: `  tierloop sandbox fxiaoke kingdee
  tierloop sandbox fxiaoke --port-base 19000 --faults 0.05:rate-limit,server-error`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("tierloop sandbox wants systems; with a fake are %s", strings.Join(withFake(), ", "))
			}
			rate, kinds, err := parseFaults(faults)
			if err != nil {
				return err
			}
			var running []*runningFake
			for i, name := range args {
				f, err := startFake(name, portAt(base, i), sandbox.Setup{Clock: a.clock, Seed: seed})
				if err != nil {
					return err
				}
				a.onClose(f.close)
				f.fake.Faults().Random(rate, kinds...)
				if err := f.load(filepath.Join(data, name), data != ""); err != nil {
					return err
				}
				running = append(running, f)
			}
			a.printJSON("tierloop.sandbox/v1", map[string]any{"systems": running})
			a.note("按 Ctrl-C 停止", "Ctrl-C stops them")
			<-cmd.Context().Done()
			return nil
		},
	}
	f := c.Flags()
	f.IntVar(&base, "port-base", 0, a.say("首个端口，其后依次递增（默认任选）", "first port; the next ones follow (default: any free)"))
	f.StringVar(&data, "data", "", a.say("初始记录的目录", "folder of first records"))
	f.StringVar(&faults, "faults", "", a.say("故障，写作 SHARE:KINDS，例如 0.05:all", "faults as share:kinds, such as 0.05:all"))
	f.Int64Var(&seed, "seed", 1, a.say("随机种子", "seed of everything drawn by chance"))
	return c
}

// withFake lists the systems that have a fake.
func withFake() []string {
	var names []string
	for _, t := range connectors.Types() {
		if t.Fake != nil {
			names = append(names, t.Name)
		}
	}
	return names
}

func portAt(base, i int) int {
	if base == 0 {
		return 0
	}
	return base + i
}

// parseFaults reads "share:kinds"; "" is none.
func parseFaults(spec string) (float64, []sandbox.Fault, error) {
	if spec == "" {
		return 0, nil, nil
	}
	share, words, ok := strings.Cut(spec, ":")
	rate, err := strconv.ParseFloat(share, 64)
	if !ok || err != nil || rate < 0 || rate >= 1 {
		return 0, nil, usage("--faults %q: want a share from 0 to below 1 and kinds, such as 0.05:rate-limit,server-error", spec)
	}
	kinds, bad := sandbox.ParseFaults(words)
	if bad != "" {
		return 0, nil, usage("--faults: no fault %q; there are %v and all", bad, sandbox.AllFaults)
	}
	return rate, kinds, nil
}

// runningFake is one fake behind an address.
type runningFake struct {
	System  string                    `json:"system"`
	URL     string                    `json:"url"`
	Page    string                    `json:"page"`
	Options map[string]any            `json:"options"`
	Objects map[string]map[string]any `json:"objects"`

	fake   sandbox.Fake
	server *http.Server
}

func startFake(name string, port int, setup sandbox.Setup) (*runningFake, error) {
	t, ok := connectors.Lookup(name)
	if !ok || t.Fake == nil {
		return nil, usage("%q has no fake; with one are %s", name, strings.Join(withFake(), ", "))
	}
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, usage("cannot listen: %v", err)
	}
	r := &runningFake{System: name, URL: "http://" + ln.Addr().String(), fake: t.Fake(setup)}
	r.Page = r.URL + "/_sandbox"
	r.Options, r.Objects = r.fake.Options(r.URL)
	r.server = &http.Server{Handler: r.fake, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = r.server.Serve(ln) }() // ends with close
	return r, nil
}

func (r *runningFake) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := r.server.Shutdown(ctx); err != nil {
		return r.server.Close()
	}
	return nil
}

// load puts the records of a folder's files into the fake.
func (r *runningFake) load(dir string, wanted bool) error {
	if !wanted {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	for _, path := range files {
		object := strings.TrimSuffix(filepath.Base(path), ".json")
		if !slices.Contains(r.fake.Objects(), object) {
			return fault.New("E2204", fmt.Sprintf("%s has no object %q; it has %s", r.System, object, strings.Join(r.fake.Objects(), ", "))).At(path)
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return fault.New("E1015", path).Because(err)
		}
		var records []map[string]any
		if err := jsonvalue.Into(body, &records); err != nil {
			return fault.New("E2204", "the file is no array of records").At(path).Because(errors.Unwrap(err))
		}
		for _, rec := range records {
			id := ""
			if v, ok := rec["id"]; ok {
				id = fmt.Sprint(v)
				delete(rec, "id")
			}
			r.fake.Put(object, id, rec)
		}
	}
	return nil
}
