// Package e2e proves the loop as a whole, on real input and through crashes. It
// holds tests only and may know every room.
package e2e
