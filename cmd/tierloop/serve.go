package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/metrics"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/sync/schedule"
)

// stopWithin is how long a stop by signal may take: the batch under way ends and
// is noted, then the program goes.
const stopWithin = 30 * time.Second

func (a *app) serveCommand() *cobra.Command {
	var listen string
	c := &cobra.Command{
		Use: "serve", GroupID: "loop", Args: noArgs,
		Short: a.say("按计划运行任务，并提供控制台、/healthz 与 /metrics", "Run the jobs on schedule, with the console, /healthz and /metrics"),
		Long: a.say("按 jobs 的计划运行，并提供网页控制台。可同时启动多个进程，租约保证同一时刻只有一个在跑。收到 SIGTERM 后 30 秒内干净停止。\n还没有管理员时，会在终端打印一次性的创建链接。对外监听须启用 TLS（serve.tls_cert 与 serve.tls_key）或声明反向代理（serve.proxies）。",
			"Run the jobs of the configuration on schedule and serve the console. Several processes may serve one store: a lease lets one of them turn the loop at a time. SIGTERM stops it cleanly within 30 seconds.\nWhile there is no admin, a link that makes the first one is printed here and nowhere else. Beyond this machine the console wants TLS (serve.tls_cert and serve.tls_key) or a declared proxy (serve.proxies)."),
		Example: `  tierloop serve
  tierloop serve --listen 127.0.0.1:9090 --log-json`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), listen) },
	}
	c.Flags().StringVar(&listen, "listen", "", a.say("监听地址（默认取 serve.listen，否则 127.0.0.1:8080）", "address (default: serve.listen, else 127.0.0.1:8080)"))
	return c
}

func (a *app) serve(ctx context.Context, listen string) error {
	e, err := a.openEngine(ctx)
	if err != nil {
		return err
	}
	if len(e.Config.Jobs)+len(e.Config.Deliveries) == 0 {
		return fault.New("E1013", "jobs").At(e.Config.Path).FixedBy(a.say("在 jobs 下写至少一个任务", "write at least one job under jobs"))
	}
	if listen == "" {
		listen = e.Config.File.Serve.Listen
	}
	if listen == "" {
		listen = "127.0.0.1:8080"
	}
	told, err := a.newNotices(e.Config, e.Store)
	if err != nil {
		return err
	}
	ln, err := listenFor(e.Config, listen)
	if err != nil {
		return err
	}
	m := metrics.New(version)
	mux := health(e.Store, m)
	if e.Config.File.Serve.Console != "off" {
		pages, guard, err := a.console(ctx, e, func(job string, r engine.Report, err error) {
			if ctx.Err() == nil { // a run that was stopped goes on later
				told.tell(ctx, job, r, err)
			}
		})
		if err == nil {
			err = a.tellSetup(ctx, guard, consoleURL(e.Config, ln))
		}
		if err != nil {
			return errors.Join(err, ln.Close())
		}
		mux.Handle("/", pages)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	a.note("已启动：%d 个任务，%s", "serving %d {job|jobs}, %s", len(e.Config.Jobs), consoleURL(e.Config, ln))
	go a.tellAuditHead(ctx, e.Store)
	go a.keeper(e).Daily(ctx)

	ended := make(chan struct{})
	go func() { // a stop that hangs must not hold the machine's shutdown
		<-ctx.Done()
		select {
		case <-ended:
		case <-time.After(stopWithin):
			a.note("30 秒内未能停止，强制退出；下次运行会自行恢复", "did not stop within 30 s and is ended; the next run recovers")
			os.Exit(fault.ExitBug)
		}
	}()
	jobs, reports := slices.Clone(e.Config.Jobs), map[string]*configs.Delivery{}
	for i := range e.Config.Deliveries {
		job := e.Config.Deliveries[i].Job()
		jobs, reports[job.Name] = append(jobs, job), &e.Config.Deliveries[i]
	}
	s := &schedule.Schedule{Jobs: jobs, Clock: a.clock, Log: a.logger(),
		Run: func(ctx context.Context, job configs.Job) (time.Time, error) {
			if d := reports[job.Name]; d != nil {
				return a.runDelivery(ctx, e, d)
			}
			return runJob(ctx, e, m, told, job)
		},
		LastStart: func(ctx context.Context, job string) (time.Time, error) {
			if d := reports[job]; d != nil {
				last, err := e.Store.LastDelivery(ctx, d.Name)
				return last.Due, err
			}
			return lastStart(ctx, a, e.Store, job)
		},
		Unfinished: func(ctx context.Context, job string) (time.Time, error) {
			if d := reports[job]; d != nil {
				return unsettled(ctx, e.Store, d)
			}
			return time.Time{}, nil // a run is resumed by the next one of its job
		},
	}
	err = s.Serve(ctx)
	told.end()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err = errors.Join(err, server.Shutdown(stop))
	close(ended)
	if serveErr := <-served; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, serveErr)
	}
	if err == nil && ctx.Err() != nil {
		a.note("已停止", "stopped")
	}
	return err
}

// runJob does one scheduled run. A store that another process is working on is
// no error: that process does the work.
func runJob(ctx context.Context, e *engine.Engine, m *metrics.Metrics, told *notices, job configs.Job) (time.Time, error) {
	done := m.Begin(job.Name)
	r, err := e.Run(ctx, engine.Request{Job: job.Name, Trigger: "schedule", Stages: job.Stages, Sources: job.Sources, Wait: job.Queue})
	f, _ := errors.AsType[*fault.Fault](err)
	if f != nil && f.Exit() == fault.ExitLocked {
		done("locked", false, nil)
		return time.Time{}, nil
	}
	done(string(r.Run.State), err == nil, r.Run.Counts)
	if ctx.Err() == nil { // a run that was stopped goes on later
		told.tell(ctx, job.Name, r, err)
	}
	return resumeAt(job, r.Run.Resume, f, e.Clock.Now()), err
}

// storeAway is when a job that lost the server of the store tries again, rather than
// at its next time, which may be tomorrow. Its lease has run out by then.
const storeAway = 5 * time.Minute

// resumeAt is when a run that ended with f goes on; zero: at the job's next time.
func resumeAt(job configs.Job, wanted time.Time, f *fault.Fault, now time.Time) time.Time {
	if f != nil && f.Code == "E4009" && job.CatchUp > 0 {
		return now.Add(storeAway)
	}
	return wanted
}

func lastStart(ctx context.Context, a *app, db *store.DB, job string) (time.Time, error) {
	runs, err := db.Runs(ctx, a.principal(), store.RunFilter{Job: job, Limit: 1})
	if err != nil || len(runs) == 0 {
		return time.Time{}, err
	}
	return runs[0].Started, nil
}

// health answers /healthz by asking the store, and /metrics.
func health(db *store.DB, m *metrics.Metrics) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		w.Header().Set("Content-Type", "application/json")
		status, text := http.StatusOK, "ok"
		if err := db.Ping(ctx); err != nil {
			status, text = http.StatusServiceUnavailable, "the store does not answer"
		}
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"status": text, "version": version})
	})
	mux.Handle("GET /metrics", m.Handler())
	return mux
}
