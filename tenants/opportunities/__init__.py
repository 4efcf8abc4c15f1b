"""Things to come back to that no file tells: jobs put off, leads, coupons, warranties, referrals, campaigns."""
