// Package schedule starts jobs when they are due. It takes robfig/cron for
// reading specs and finding the next time, and adds what unattended jobs need:
// zones of their own, the hours that summer time skips and repeats, runs missed
// while the program was down, overlap, jitter, and jobs that panic.
package schedule
