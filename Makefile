# Two commands: `make run` to see it, `make test` to trust it. What they do is in .ci/, one script a task.

.PHONY: run test build serve bench check pages clean

# The server with a sample company, an identity provider and a cloud; Ctrl-C stops all of it.
run:
	@.ci/setup run
	@.ci/build
	@exec .ci/serve stand-ins

# Every check and test: format, lints, unit, integration on both databases, browser.
test:
	@.ci/setup test
	@.ci/test

# The server's release binary, pages inside: target/release/cloudsso.
build:
	@.ci/setup build
	@.ci/build

# The server alone, on an empty directory.
serve: build
	@exec .ci/serve alone

# The figures, each beside its floor.
bench:
	@.ci/setup test
	@.ci/build
	@.ci/bench

# Format and lints only.
check:
	@.ci/setup test
	@.ci/test check

# The pages only: frontend/dist.
pages:
	@.ci/setup build
	@.ci/pages

# What was built. What is installed, and data/, stay.
clean:
	cargo clean
	rm -rf frontend/dist e2e/node_modules e2e/output
