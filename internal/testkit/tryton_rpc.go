package testkit

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
)

// Call runs a method of Tryton's JSON-RPC, the context appended as last parameter,
// and returns the result. Tryton answers errors with HTTP 200; they fail the test.
func (s *TrytonServer) Call(method string, params ...any) json.RawMessage {
	s.t.Helper()
	result, err := s.post(s.t.Context(), method, append(params, s.context))
	if err != nil {
		s.t.Fatal(err)
	}
	return result
}

// login opens a session: a password check per call would cost a quarter second.
func (s *TrytonServer) login(ctx context.Context) error {
	result, err := s.post(ctx, "common.db.login", []any{s.User, map[string]string{"password": s.Password}, "en"})
	if err != nil {
		return err
	}
	var who []any // user id, token
	if err := json.Unmarshal(result, &who); err != nil || len(who) < 2 {
		return fmt.Errorf("log in to Tryton: unexpected answer %s", result)
	}
	id := fmt.Sprintf("%s:%v:%v", s.User, who[0], who[1])
	s.session = "Session " + base64.StdEncoding.EncodeToString([]byte(id))
	s.context = map[string]any{}
	return nil
}

func (s *TrytonServer) post(ctx context.Context, method string, params []any) (json.RawMessage, error) {
	body, err := json.Marshal(map[string]any{"id": 1, "method": method, "params": params})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/"+s.Database+"/", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	req.Close = true // no idle connection outlives the test
	req.Header.Set("Content-Type", "application/json")
	if s.session != "" {
		req.Header.Set("Authorization", s.session)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: Tryton answered %s", method, resp.Status)
	}
	var answer struct{ Result, Error json.RawMessage }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, fmt.Errorf("%s: read the answer: %w", method, err)
	}
	if answer.Error != nil {
		return nil, fmt.Errorf("%s: Tryton said %s", method, answer.Error)
	}
	return answer.Result, nil
}

// one runs a create or search and returns the first id of its answer, 0 for none.
func (s *TrytonServer) one(method string, params ...any) int {
	s.t.Helper()
	result := s.Call(method, params...)
	var ids []int
	if err := json.Unmarshal(result, &ids); err != nil {
		s.t.Fatalf("%s: ids expected, got %s", method, result)
	}
	if len(ids) == 0 {
		return 0
	}
	return ids[0]
}
