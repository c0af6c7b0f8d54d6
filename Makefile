# make run: serve the site on this machine. make test: the checks of every change; make audit: those that take longer.
# Each installs what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install run serve test everything static tools browser npm catalogue docs lighthouse lforms lock bench measure stress scan image audit mutate

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable .
	touch $@

tools: $(VENV)/tools

$(VENV)/tools: $(VENV)/installed
	$(BIN)/pip install --quiet --group test
	touch $@

# The checkers of pages, styles and scripts, and an old browser: see tests/npm/package.json.
npm: $(VENV)/npm/installed

$(VENV)/npm/installed: tests/npm/package-lock.json | browser
	mkdir -p $(VENV)/npm
	cp tests/npm/package.json tests/npm/package-lock.json $(VENV)/npm
	cd $(VENV)/npm && npm ci --silent --ignore-scripts
	touch $@

browser:
	@sh tests/support/install-browser.sh

# As a site is served: what is installed in .venv, with the settings in the environment; see docs/operating.md.
serve:
	@sh serve.sh

# Serve the site, and refresh its records in the background where the registry can be reached.
run: install
	@sh run.sh

test: static
	$(BIN)/pytest

# Crawls in every state, an old browser, deployment, packs, FHIR in another client, and hostile requests and crowds in
# short.
audit: install tools browser npm lforms
	$(BIN)/pytest -m audit

# In one run, which takes less time than two.
everything: static lforms
	$(BIN)/pytest -m "audit or not audit"

static: install tools browser npm
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml prescreen app.py
	$(BIN)/flask trial check

# LHC-Forms, which renders FHIR Questionnaires, as it is published: its files need no other package. Needs npm.
LFORMS := lforms-40.1.3.tgz
lforms: $(VENV)/lforms/$(LFORMS)

$(VENV)/lforms/$(LFORMS): | browser
	mkdir -p $(VENV)/lforms
	npm pack --silent --pack-destination $(VENV)/lforms $(subst lforms-,lforms@,$(basename $(LFORMS)))
	echo "288cff4360e8a90a44e994a01422d2cf970170000ce915b5739ccc383097edd9  $@" | sha256sum --check --quiet
	tar --extract --gzip --directory $(VENV)/lforms --file $@

# Mutation tests of prescreen/rules, trial and screening, for half an hour or more. Fails under 90 % caught.
mutate: install tools
	$(BIN)/pip install --quiet --group mutate
	$(BIN)/python -m tests.support.mutation

# Bring the Chinese catalogue up to date with the code; then fill in what is empty.
catalogue: install
	$(BIN)/pybabel -q extract -F pyproject.toml -k _ -k gettext --no-location --sort-output --omit-header -o /tmp/messages.pot .
	$(BIN)/pybabel -q update -i /tmp/messages.pot -d translations --no-fuzzy-matching --ignore-obsolete --omit-header -w 110
	rm /tmp/messages.pot

# Pin what a server installs, with hashes, for every platform; after a change of dependencies in pyproject.toml.
lock: install
	$(BIN)/pip install --quiet "uv>=0.5"
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --extra pdf --extra redis --output-file requirements.lock pyproject.toml

# Draw the shipped trials again, in docs/trials.
docs: install tools browser
	$(BIN)/python -m tests.support.docs

# Measure the site beside a bare page; over HTTP too where wrk is installed. Writes docs/performance.md, and fails where
# a page costs more than its bound.
bench: install tools
	$(BIN)/python -m tests.bench

# How long the pages are, and how much there is to read, tap and type. Writes docs/measures.md.
measure: install tools browser
	$(BIN)/python -m tests.browser.measure

# Hostile requests, a crowd and killed workers, for some minutes.
stress: install tools
	RATELIMIT_ENABLED=false $(BIN)/python -m tests.deploy.stress

# Look for holes with wapiti, and occupy the server with slowhttptest, for some ten minutes; as root on Debian.
scan: install tools
	apt-get install --yes --quiet slowhttptest >/dev/null
	test -x $(VENV)/wapiti/bin/wapiti || $(PYTHON) -m venv $(VENV)/wapiti
	$(VENV)/wapiti/bin/pip install --quiet "wapiti3==3.2.*"
	$(BIN)/python -m tests.deploy.scan

# Build the image and run the services of compose.yaml with podman, as root on Debian; see tests/deploy/image.py.
image: install tools
	apt-get install --yes --quiet buildah podman runc debootstrap >/dev/null
	$(BIN)/python -m tests.deploy.image

# Lighthouse's scores for three pages in both languages; needs npm.
lighthouse: install tools browser
	npm install --silent --prefix $(VENV)/lighthouse lighthouse@12.8
	$(BIN)/python -m tests.browser.lighthouse $(VENV)/lighthouse/node_modules/.bin/lighthouse
