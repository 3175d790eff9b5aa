# Makes patients.csv, events.csv and goldens.csv: made-up trial data with many ties, and what R
# says of them. Run in this folder: Rscript make_goldens.R
# Made with R 4.2.2, survival 3.5-3, cmprsk 2.2-11, mets 1.3.2. goldens.csv: estimator, term, value.
suppressMessages({library(survival); library(cmprsk); library(mets)})
options(digits = 15, warn = 1)
out <- list()
keep <- function(estimator, terms, values)
  out[[length(out) + 1]] <<- data.frame(estimator = estimator, term = as.character(terms), value = as.numeric(values))

# --- Data ------------------------------------------------------------------------------------
set.seed(20240229)
n <- 240
d <- data.frame(patient = 0:(n - 1), arm = rep(0:1, n / 2), group = rep(0:2, n / 3),
                stratum = sample(0:3, n, TRUE, c(.45, .3, .2, .05)), x1 = round(rnorm(n), 2),
                x2 = rbinom(n, 1, .4), x3 = round(rexp(n), 2), x4 = round(runif(n, -1, 1), 2))
latent <- rexp(n, .01 * exp(-.4 * d$arm + .3 * d$x1 - .2 * d$x2))
other <- rexp(n, .006 * exp(.2 * d$x1))
end <- runif(n, 20, 300)
d$exact_day <- round(pmin(latent, other, end), 4)
d$day <- pmax(1, ceiling(d$exact_day / 10)) * 10          # many ties, also of events with ends
d$status <- ifelse(latent <= pmin(other, end), 1, ifelse(other <= end, 2, 0))
seen <- d$status == 1

# --- Kaplan-Meier ----------------------------------------------------------------------------
at <- c(30, 90, 150, 200)
for (scale in c("log-log", "log", "plain")) {
  fit <- survfit(Surv(day, seen) ~ 1, d, conf.type = scale)
  s <- summary(fit, times = at)
  name <- paste0("km_", sub("-", "_", scale))
  keep(paste0(name, "_value"), at, s$surv); keep(paste0(name, "_se"), at, s$std.err)
  keep(paste0(name, "_low"), at, s$lower); keep(paste0(name, "_high"), at, s$upper)
  q <- quantile(fit, c(.1, .25, .5))
  keep(paste0(name, "_quantile"), c(.1, .25, .5), q$quantile)
  keep(paste0(name, "_quantile_low"), c(.1, .25, .5), q$lower)
  keep(paste0(name, "_quantile_high"), c(.1, .25, .5), q$upper)
}
level <- function(t, s) quantile(survfit(Surv(t, s) ~ 1), .5)$quantile
keep("km_level_at_half", c("then_falls", "to_the_end"),
     c(level(c(1, 2, 3, 4), c(1, 1, 1, 1)), level(c(1, 2, 3, 4), c(1, 1, 0, 0))))

# --- Restricted mean -------------------------------------------------------------------------
rmst <- lapply(0:1, function(a) summary(survfit(Surv(day, seen) ~ 1, d, subset = arm == a), rmean = 180)$table)
m <- sapply(rmst, `[[`, "rmean"); se <- sapply(rmst, `[[`, "se(rmean)")
keep("rmst_value", 0:1, m); keep("rmst_se", 0:1, se)
half <- qnorm(.975) * sqrt(sum(se^2))
keep("rmst_difference", c("value", "low", "high"), m[2] - m[1] + c(0, -half, half))
half <- qnorm(.975) * sqrt(sum((se / m)^2))
keep("rmst_ratio", c("value", "low", "high"), m[2] / m[1] * exp(c(0, -half, half)))

# --- Log-rank --------------------------------------------------------------------------------
keep("log_rank", c("arm", "group", "arm_stratified", "group_stratified"), c(
  survdiff(Surv(day, seen) ~ arm, d)$chisq, survdiff(Surv(day, seen) ~ group, d)$chisq,
  survdiff(Surv(day, seen) ~ arm + strata(stratum), d)$chisq,
  survdiff(Surv(day, seen) ~ group + strata(stratum), d)$chisq))

# --- Cox -------------------------------------------------------------------------------------
tight <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 60)
cox <- function(name, formula, data = d, ties) {
  fit <- coxph(formula, data, control = tight, ties = ties)
  terms <- seq_along(coef(fit)) - 1
  keep(paste0(name, "_coefficient"), terms, coef(fit))
  keep(paste0(name, "_se"), terms, sqrt(diag(fit$var)))
  keep(paste0(name, "_log_likelihood"), "full", fit$loglik[length(fit$loglik)])
}
for (ties in c("efron", "breslow")) {
  cox(paste0("cox_arm_", ties), Surv(day, seen) ~ arm, ties = ties)
  cox(paste0("cox_many_", ties), Surv(day, seen) ~ arm + x1 + x2 + x3 + x4, ties = ties)
  cox(paste0("cox_strata_", ties), Surv(day, seen) ~ arm + x1 + strata(stratum), ties = ties)
  cox(paste0("cox_robust_", ties),
      Surv(day, seen) ~ arm + x1 + strata(stratum) + cluster(patient %/% 3), ties = ties)
}

# --- Recurrent events ------------------------------------------------------------------------
death <- d$status == 2
last <- d$day + 15                                    # follow-up; the other cause is death
frailty <- rgamma(n, 1.2, 1.2)
events <- do.call(rbind, lapply(1:n, function(i) {
  k <- rpois(1, .02 * frailty[i] * exp(-.3 * d$arm[i]) * last[i])
  t <- sort(unique(ceiling(runif(k, 0, last[i] - 1) / 5) * 5))
  t <- t[t < last[i]]
  if (length(t)) data.frame(patient = i - 1, day = t) else NULL
}))
events$exact_day <- round(events$day - runif(nrow(events), .01, 4.99), 4)
d$last <- last
d$exact_last <- round(last + runif(n), 4)
write.csv(events, "events.csv", row.names = FALSE)
write.csv(d, "patients.csv", row.names = FALSE)
cut <- function(day, last) do.call(rbind, lapply(1:n, function(i) {
  t <- events[events$patient == i - 1, day]
  data.frame(patient = i - 1, id = i, start = c(0, t), stop = c(t, last[i]),
             event = c(rep(1, length(t)), 0), arm = d$arm[i], stratum = d$stratum[i], x1 = d$x1[i],
             dead = c(rep(FALSE, length(t)), death[i]))
}))
rows <- cut("day", d$last)
for (ties in c("efron", "breslow")) {
  cox(paste0("lwyy_", ties), Surv(start, stop, event) ~ arm + cluster(patient), rows,
      ties = ties)
  cox(paste0("lwyy_strata_", ties), Surv(start, stop, event) ~ arm + x1 + strata(stratum) +
        cluster(patient), rows, ties = ties)
}
at <- c(50, 100, 150, 200)
step <- function(x, y) stepfun(x, c(0, y))(at)
# mets takes tied days one after the other, so it is asked about days without ties.
exact <- cut("exact_day", d$exact_last)
fit <- recurrentMarginal(phreg(Surv(start, stop, event) ~ cluster(id), data = exact),
                         phreg(Surv(start, stop, dead) ~ cluster(id), data = exact))
keep("ghosh_lin_exact_mean", at, step(fit$times, fit$mu))
keep("ghosh_lin_exact_se", at, step(fit$times, fit$se.mu))
# With ties: the estimator and the influence of each patient as Ghosh and Lin 2000 print them.
ghosh_lin <- function(t) {
  days <- sort(unique(c(events$day, last[death])))
  days <- days[days <= t]
  at_risk <- sapply(days, function(u) sum(last >= u))
  dying <- sapply(days, function(u) sum(last == u & death)) / at_risk
  alive <- c(1, cumprod(1 - dying))[seq_along(days)]
  happening <- sapply(days, function(u) sum(events$day == u)) / at_risk
  mu <- cumsum(alive * happening)
  share <- sapply(1:n, function(i) {
    here <- last[i] >= days
    own <- sapply(days, function(u) sum(events$patient == i - 1 & events$day == u))
    own_death <- death[i] & last[i] == days
    sum(alive / at_risk * (own - here * happening)) -
      sum((mu[length(mu)] - mu) / at_risk * (own_death - here * dying))
  })
  c(mu[length(mu)], sqrt(sum(share^2)))
}
found <- sapply(at, ghosh_lin)
keep("ghosh_lin_mean", at, found[1, ])
keep("ghosh_lin_se", at, found[2, ])
nelson <- survfit(Surv(start, stop, event) ~ 1, rows, cluster = patient, id = patient)
keep("nelson_mean", at, step(nelson$time, nelson$cumhaz))
keep("nelson_se", at, step(nelson$time, nelson$std.chaz))

# --- Competing risks -------------------------------------------------------------------------
at <- c(30, 90, 150, 200)
inc <- cuminc(d$day, d$status, d$arm, strata = rep(1, n))
for (a in 0:1) for (cause in 1:2) {
  p <- timepoints(inc[paste(a, cause)], at)
  name <- paste0("incidence_", a, "_", cause)
  keep(paste0(name, "_value"), at, p$est); keep(paste0(name, "_se"), at, sqrt(p$var))
}
gray <- function(term, ...) keep("gray", paste0(term, 1:2), cuminc(d$day, d$status, ...)$Tests[, "stat"])
gray("arm", d$arm); gray("group", d$group); gray("arm_stratified", d$arm, d$stratum)
exact <- cuminc(d$exact_day, d$status, d$arm)
keep("gray", c("exact1", "exact2"), exact$Tests[, "stat"])
fg <- function(name, time, x) {
  fit <- crr(time, d$status, x, gtol = 1e-12, maxiter = 50)
  terms <- seq_along(fit$coef) - 1
  keep(paste0(name, "_coefficient"), terms, fit$coef); keep(paste0(name, "_se"), terms, sqrt(diag(fit$var)))
}
fg("fine_gray_arm", d$day, cbind(d$arm)); fg("fine_gray_exact", d$exact_day, cbind(d$arm))
fg("fine_gray_many", d$day, as.matrix(d[c("arm", "x1", "x2")]))

# --- Shares and rates ------------------------------------------------------------------------
for (case in list(c(0, 20), c(3, 40), c(81, 263), c(20, 20))) {
  terms <- paste(c("low", "high"), case[1], case[2], sep = "_")
  keep("exact_share", terms, binom.test(case[1], case[2])$conf.int)
  keep("wilson_share", terms, prop.test(case[1], case[2], correct = FALSE)$conf.int)
}
for (case in list(c(0, 12.5), c(7, 31), c(153, 88.25)))
  keep("poisson_rate", paste(c("low", "high"), case[1], sep = "_"), poisson.test(case[1], case[2])$conf.int)
# Miettinen and Nurminen: the likelihood restricted to a difference is maximised numerically.
score <- function(x, m, y, k, delta) {
  ll <- function(p) {
    q <- p + delta
    sum(c(x, m - x, y, k - y) * log(pmax(c(q, 1 - q, p, 1 - p), 1e-300)))
  }
  p <- optimize(ll, c(max(0, -delta), min(1, 1 - delta)), maximum = TRUE, tol = 1e-14)$maximum
  q <- p + delta
  v <- (q * (1 - q) / m + p * (1 - p) / k) * (m + k) / (m + k - 1)
  (x / m - y / k - delta) / sqrt(v)
}
for (case in list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(5, 56, 0, 29), c(260, 911, 253, 911))) {
  x <- case[1]; m <- case[2]; y <- case[3]; k <- case[4]
  f <- function(delta, z) score(x, m, y, k, delta) - z
  ends <- sapply(qnorm(c(.975, .025)), function(z) uniroot(f, c(-1 + 1e-9, 1 - 1e-9), z = z, tol = 1e-13)$root)
  keep("miettinen_nurminen", paste(c("low", "high"), x, m, y, k, sep = "_"), ends)
  w <- prop.test(x, m, correct = FALSE)$conf.int; v <- prop.test(y, k, correct = FALSE)$conf.int
  p <- x / m; q <- y / k
  keep("newcombe", paste(c("low", "high"), x, m, y, k, sep = "_"),
       p - q + c(-sqrt((p - w[1])^2 + (v[2] - q)^2), sqrt((w[2] - p)^2 + (q - v[1])^2)))
}

goldens <- do.call(rbind, out)
goldens$value <- trimws(formatC(goldens$value, digits = 15, format = "g"))
write.csv(goldens, "goldens.csv", row.names = FALSE, quote = FALSE)
