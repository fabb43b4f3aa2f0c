module refit.lab/runc-wrapper

go 1.21
