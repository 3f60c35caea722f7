package site

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"aula/internal/seminar"
)

// within is how long one question to the centre may take.
const within = 30 * time.Second

// Client returns a client that also trusts the authority ca, if one is given as text (PEM).
func Client(ca string) (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if ca != "" {
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM([]byte(ca)) {
			return nil, errors.New("the authority of the centre: no certificate in the file")
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{Transport: transport, Timeout: within, CheckRedirect: stay}, nil
}

// stay follows no redirect: the key is for the centre alone.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// line is the way to the centre.
type line struct {
	*Folder
	client *http.Client
}

// news asks for what the centre has told after a number, and for the plan unless it has that digest.
func (l line) news(ctx context.Context, since int64, digest string) (n News, err error) {
	query := url.Values{"since": {strconv.FormatInt(since, 10)}, "plan": {digest}}
	return n, l.ask(ctx, http.MethodGet, "/site/news?"+query.Encode(), nil, &n)
}

// deliver hands over a batch.
func (l line) deliver(ctx context.Context, b Batch) (a Answer, err error) {
	body, err := json.Marshal(b)
	if err != nil {
		return a, err
	}
	return a, l.ask(ctx, http.MethodPost, "/site/batch", body, &a)
}

// mostAnswer is the longest answer that is read: a plan of the largest seminar fits.
const mostAnswer = 64 << 20

// ask asks the centre. An error with the code revoked, sign_in or invalid is the centre's own word; any other says that the line is down.
func (l line) ask(ctx context.Context, method, path string, body []byte, out any) error {
	r, err := http.NewRequestWithContext(ctx, method, l.From+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+l.Key)
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := l.client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusOK {
		return json.Unmarshal(data, out)
	}
	var problem struct {
		Code  seminar.Code `json:"code"`
		Title string       `json:"title"`
	}
	if json.Unmarshal(data, &problem) != nil || problem.Code == "" {
		return fmt.Errorf("the centre answered %s", resp.Status)
	}
	return seminar.Fail(problem.Code, "error.site_line").Because(errors.New(problem.Title))
}
