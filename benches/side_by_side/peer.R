# The task with data.table and survival. usage: Rscript peer.R FILE RESULTS.json
# Prints the seconds of each part on one line; writes the figures that all programs must agree on.
arguments <- commandArgs(TRUE)
suppressPackageStartupMessages({library(survival); library(data.table); library(jsonlite)})
setDTthreads(2)
days <- c(365, 730, 1461, 2922)
groups <- c("sex", "age_band", "exploitation")
tables <- list(c("sex", "exploitation"), c("age_band", "exploitation"), c("citizenship", "exploitation"),
               c("citizenship", "exploit_country"), c("sex", "age_band"), c("case_year", "exploitation"))
timed <- function(part, work) {
  start <- proc.time()[3]
  result <- force(work)
  cat(sprintf("%s=%.3f ", part, proc.time()[3] - start))
  invisible(result)
}
results <- list()
d <- timed("read", fread(arguments[1], na.strings = ""))
timed("freq", lapply(setdiff(names(d), "id"), function(name) d[, .N, by = name]))
chisq <- timed("xtab", lapply(tables, function(pair)
  suppressWarnings(chisq.test(table(d[[pair[1]]], d[[pair[2]]]), correct = FALSE))$statistic))
for (i in seq_along(tables)) results[[paste0("crosstab_", paste(tables[[i]], collapse = "_"))]] <- unname(chisq[[i]])
at <- function(fit, rows) { s <- summary(fit, times = days, extend = TRUE); s$surv[rows(s)] }
all <- timed("km", survfit(Surv(followup_days, event) ~ 1, data = d, conf.type = "log-log"))
results[["km_all"]] <- at(all, function(s) TRUE)
for (name in groups) {
  formula <- as.formula(paste("Surv(followup_days, event) ~", name))
  fit <- timed(paste0("km_", name), survfit(formula, data = d, conf.type = "log-log"))
  for (level in names(fit$strata)) {
    results[[paste0("km_", level)]] <- at(fit, function(s) s$strata == level)
  }
  test <- timed(paste0("logrank_", name), survdiff(formula, data = d))
  results[[paste0("logrank_", name)]] <- test$chisq
}
fit <- timed("cox", coxph(Surv(followup_days, event) ~ sex + age_band + exploitation + factor(debt_bondage) + risk_score,
                          data = d))
named <- names(coef(fit))
for (name in groups) named <- sub(paste0("^", name), paste0(name, "="), named)
named <- sub("factor(debt_bondage)", "debt_bondage=", named, fixed = TRUE)
for (i in seq_along(named)) results[[paste("cox", named[i])]] <- unname(coef(fit)[i])
cat("\n")
write(toJSON(results, digits = NA), arguments[2])
