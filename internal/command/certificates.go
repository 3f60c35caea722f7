package command

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"aula/internal/app"
	"aula/internal/certificate"
	"aula/internal/i18n"
	"aula/internal/office"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// certificates issues the certificates of a seminar by its rule, lists them, or checks the badge in a file ("-" is the standard input).
func certificates(env *environment, args []string) error {
	key := env.flags.String("seminar", "", "`key` of the seminar")
	base := env.flags.String("base", "", "base `address` that certificates name; default public_url, or localhost with the port of listen")
	rest, err := env.parse(args)
	if err != nil {
		return err
	}
	deed := ""
	if len(rest) > 0 {
		deed, rest = rest[0], rest[1:]
	}
	switch {
	case deed != "issue" && deed != "list" && deed != "verify":
		return env.need("issue, list or verify?")
	case deed == "verify" && len(rest) != 1:
		return env.need("verify which file?")
	case deed != "verify" && *key == "":
		return env.need("which seminar? --seminar KEY")
	}
	db, err := app.OpenStore(env.ctx, env.config, time.Now)
	if err != nil {
		return err
	}
	defer db.Close()
	desk, err := env.office(db)
	if err != nil {
		return err
	}
	if deed == "verify" {
		return env.checkBadge(desk, rest[0])
	}
	plan, err := db.Plan(env.ctx, *key)
	if seminar.CodeOf(err) == seminar.CodeNotFound && err != nil {
		return seminar.NotFound("error.seminar_missing", "key", *key)
	}
	if err != nil {
		return err
	}
	if deed == "issue" {
		return env.issueCertificates(desk, plan, certificate.Site(strings.TrimSuffix(baseAddress(env.config, *base), "/")))
	}
	return env.listCertificates(db, plan)
}

func (env *environment) office(db *store.DB) (*office.Office, error) {
	keys, err := certificate.Open(filepath.Join(env.config.Data, "keys"))
	if err != nil {
		return nil, err
	}
	texts, err := i18n.Open()
	return &office.Office{Store: db, Keys: keys, Texts: texts, Clock: time.Now}, err
}

// issueCertificates issues to all who may and have none.
func (env *environment) issueCertificates(desk *office.Office, plan *seminarfile.Plan, site certificate.Site) error {
	facts, open, err := factsOf(env.ctx, desk.Store, plan)
	if err != nil {
		return err
	}
	facts.Evidence = append(facts.Evidence, open...)
	rule, err := desk.Rule(env.ctx, plan.Seminar.ID, plan.Policy)
	if err != nil {
		return err
	}
	n, err := desk.Issue(env.ctx, office.Order{
		Deed: office.Deed{Op: string(seminar.NewID())}, Site: site,
		Facts: certificate.Facts{Seminar: &plan.Seminar, Roll: roll.Fold(facts), Rule: rule, People: plan.People, Organisations: plan.Organisations},
	})
	if err == nil {
		fmt.Fprintf(env.out, "issued %d certificates\n", n)
	}
	return err
}

// listCertificates prints every revision as CSV: number, revision, state, key, name, issued, id.
func (env *environment) listCertificates(db *store.DB, plan *seminarfile.Plan) error {
	kept, err := db.Certificates(env.ctx, plan.Seminar.ID)
	if err != nil {
		return err
	}
	keys := map[seminar.ID]string{}
	for _, p := range plan.People {
		keys[p.ID] = p.Key
	}
	out := csv.NewWriter(env.out)
	for _, k := range kept {
		err := out.Write([]string{string(k.Number), fmt.Sprint(k.Revision), string(k.State()), keys[k.Claim.Person], k.Claim.Name.In(plan.Seminar.Languages...), k.Issued.Format(time.RFC3339), string(k.ID)})
		if err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// errNotValid says that a badge is not valid; why has been explained.
var errNotValid = errors.New("not valid")

// checkBadge says what a badge says and whether it is valid.
func (env *environment) checkBadge(desk *office.Office, name string) error {
	in := io.Reader(os.Stdin)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, 1<<20))
	if err != nil {
		return err
	}
	found, err := desk.Check(env.ctx, string(text))
	if err != nil {
		return err
	}
	fmt.Fprintln(env.out, found.Verdict())
	if said := found.Said; said.ID != "" {
		fmt.Fprintf(env.out, "%s\n%s\n%s\nissued %s by %s\n", said.Number, strings.Join(said.Names, ", "), said.Title, said.Issued.Format(time.RFC3339), said.Host)
	}
	if found.Err != nil {
		return errNotValid
	}
	return nil
}
